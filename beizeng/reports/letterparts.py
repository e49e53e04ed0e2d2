"""The pieces of a letter: a paragraph with its fonts, a table with its repeated head, a field, a rule."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

BODY, HEI, KAI, SONG, XBS = "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "方正小标宋简体"
#: 156 mm ÷ 28 is 15.79 pt, the letters are 16 pt: so much closer (1/20 pt) 28 fit, and exact lines make 22 of a page.
#: Both hold without the grid, which readers apply differently to letters wider than its cells; so nothing snaps to it.
TIGHT = -5
SIZE, SMALL = Pt(16), Pt(10.5)
#: 225 mm ÷ 22: the distance of two lines.
LINE = Pt(28.95)
_UNWANTED = (
    "theme",
    "stylesWithEffects",
    "customXml",
    "numbering",
    "webSettings",
    "fontTable",
    "thumbnail",
    "extended-properties",
)
_KEPT_SETTINGS = ("defaultTabStop", "characterSpacingControl", "compat")
#: What may follow a border in a paragraph's properties, in the order of the standard.
_AFTER_BORDER = ("w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr")
_LETTERS = ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")


def clear(document: Any) -> None:
    """Take out what the library brings: its text, theme, picture, and all styles but the two that must be."""
    _keep(document.element.body, lambda child: child.tag == qn("w:sectPr"))
    _keep(document.settings.element, lambda child: child.tag in [qn(f"w:{name}") for name in _KEPT_SETTINGS])
    _keep(document.styles.element, _is_needed)
    for relations in (document.part.rels, document.part.package.rels):
        for key in [key for key, one in relations.items() if one.reltype.rsplit("/", 1)[-1] in _UNWANTED]:
            del relations[key]
    properties = document.core_properties
    properties.title, properties.author, properties.comments, properties.last_modified_by = "简报", "", "", ""


def _keep(owner: Any, wanted: Callable[[Any], bool]) -> None:
    for child in list(owner):
        if not wanted(child):
            owner.remove(child)


def _is_needed(style: Any) -> bool:
    if style.tag == qn("w:docDefaults"):
        return True
    return style.tag == qn("w:style") and style.get(qn("w:styleId")) in ("Normal", "TableNormal")


def set_styles(document: Any) -> None:
    """Normal is the standard's body; the defaults name its fonts, never a theme's."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    document.styles.element.remove(defaults)
    fonts = " ".join(f'{name}="{BODY}"' for name in _LETTERS)
    document.styles.element.insert(
        0,
        parse_xml(
            f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr><w:rFonts {fonts}/>"
            '<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
            "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        ),
    )
    normal = document.styles["Normal"]
    properties = normal.element.find(qn("w:rPr"))
    if properties is not None:
        normal.element.remove(properties)
    set_font(normal, BODY, SIZE)
    _tighten(normal, TIGHT)
    normal.element.get_or_add_pPr().append(parse_xml(f'<w:snapToGrid {nsdecls("w")} w:val="0"/>'))
    for number, font in enumerate((HEI, KAI), 1):
        style = document.styles.add_style(f"heading {number}", WD_STYLE_TYPE.PARAGRAPH)
        del style.element.attrib[qn("w:customStyle")]
        style.base_style = normal
        style.next_paragraph_style = normal
        set_font(style, font, SIZE)
        style.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{number - 1}"/>'))


def set_font(owner: Any, name: str, size: Any) -> None:
    """The font of a run or a style, for Chinese and for Latin letters alike."""
    owner.font.size = size
    owner.font.name = name
    letters = owner.element.get_or_add_rPr().get_or_add_rFonts()
    for letter in _LETTERS:
        letters.set(qn(letter), name)


def _tighten(owner: Any, twentieths: int) -> None:
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(twentieths))
    owner.element.get_or_add_rPr().insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")


def paragraph(
    place: Any,
    text: str,
    font: str = BODY,
    size: Any = SIZE,
    *,
    align: Any = None,
    indent: int = 0,
    right: int = 0,
    line: Any = LINE,
    level: int = 0,
    colour: str = "",
) -> Any:
    """One paragraph of one run. ``indent``, ``right``: in characters; ``line`` None: as high as the letters."""
    made = place.add_paragraph()
    made.alignment = align if align is not None else ALIGN.JUSTIFY
    form = made.paragraph_format
    form.space_before = form.space_after = Pt(0)
    if line is not None:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, line
    if level:
        made.style = place.styles[f"heading {level}"]
        form.keep_with_next = True
    _indent(made, indent, right, size)
    if text:
        run = made.add_run(text)
        set_font(run, font, size)
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)
    return made


def _indent(made: Any, first: int, right: int, size: Any) -> None:
    """In hundredths of a character, so that it follows the size; in points too for readers that know no characters."""
    if not first and not right:
        return
    indent = made._p.get_or_add_pPr().get_or_add_ind()
    if first:
        indent.set(qn("w:firstLineChars"), str(first * 100))
        indent.set(qn("w:firstLine"), str(int(first * size.pt * 20)))
    if right:
        indent.set(qn("w:rightChars"), str(right * 100))
        indent.set(qn("w:right"), str(int(right * size.pt * 20)))


def add_field(run: Any, word: str) -> None:
    """A field that the word processor fills in, such as PAGE."""
    for kind in ("begin", "", "end"):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = word
        run._r.append(mark)


def add_rule(made: Any, colour: str) -> None:
    """A rule below the paragraph, as wide as the type area, 4 mm (11 pt) under it."""
    border = f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="12" w:space="11" w:color="{colour}"/></w:pBdr>'
    made._p.get_or_add_pPr().insert_element_before(parse_xml(border), *_AFTER_BORDER)


def table(
    document: Any,
    columns: Sequence[tuple[str, int]],
    rows: str,
    *,
    said: Mapping[str, str],
    numbers: Collection[str],
    size: Any = SMALL,
) -> None:
    """A table of the width of the type area. Its head is repeated on every page; its rows come from a tag.

    Args:
        columns: name and width in mm; the name is the tag's too.
        rows: the tag of the rows.
        said: name → what the head says instead.
        numbers: the columns that are right-aligned.
    """
    made = document.add_table(rows=4, cols=len(columns))
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    _frame(made)
    for place, (name, width) in enumerate(columns):
        made.columns[place].width = Mm(width)
        _cell(made.cell(0, place), said.get(name, name), HEI, size, ALIGN.CENTER, width)
        _cell(made.cell(1, place), f"{{%tr for 行 in {rows} %}}" if place == 0 else "", BODY, size, ALIGN.LEFT, width)
        side = ALIGN.RIGHT if name in numbers else ALIGN.LEFT
        _cell(made.cell(2, place), f"{{{{ 行.{name} }}}}", BODY, size, side, width)
        _cell(made.cell(3, place), "{%tr endfor %}" if place == 0 else "", BODY, size, ALIGN.LEFT, width)
    for number, row in enumerate(made.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))


def _frame(made: Any) -> None:
    """Thin lines, fixed columns, two points of air left and right."""
    properties = made._tbl.tblPr
    for old in properties.findall(qn("w:tblStyle")):
        properties.remove(old)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)
    borders = parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>")
    air = parse_xml(
        f'<w:tblCellMar {nsdecls("w")}><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar>'
    )
    properties.find(qn("w:tblLayout")).addprevious(borders)
    properties.find(qn("w:tblLayout")).addnext(air)


def _cell(cell: Any, text: str, font: str, size: Any, side: Any, width: int) -> None:
    cell.width = Mm(width)
    line = cell.paragraphs[0]
    line.alignment = side
    form = line.paragraph_format
    form.space_before = form.space_after = Pt(1.5)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(size.pt * 1.35)
    if text:
        run = line.add_run(text)
        set_font(run, font, size)
        _tighten(run, 0)
