"""The first template of the briefing: a GB/T 9704-2012 page with tags in Chinese, made to be edited in Word or WPS.

Every measure below is the standard's: type area 156×225 mm, 22 lines of 28 characters, body in third size (16 pt).
No theme, no style of another country: each run names its fonts for Chinese and for Latin letters.
"""

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.opc.pkgwriter import PackageWriter
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from beizeng.reports import letterparts
from beizeng.reports.archive import steady
from beizeng.reports.letterparts import HEI, KAI, SONG, XBS, paragraph, table

#: 225 mm ÷ 22 lines in twentieths of a point; 156 mm ÷ 28 characters less the 16 pt of one, in 1/4096 pt.
LINE_PITCH, CHARACTER_SPACE = 579, -848

_PARTS = ("工程进展", "举措推进", "超期事项", "政策判定", "方案问题")
_TABLES = {
    "工程进展": (
        ("工程", 21), ("指标", 36), ("单位", 16), ("基数", 16), ("目标", 16), ("路径值", 19), ("实际", 16),
        ("亮灯", 16),
    ),
    "举措推进": (("状态", 24), ("条数", 18), ("举措序号", 114)),
    "超期事项": (("牵头单位", 32), ("件数", 15), ("最早到期", 27), ("事项", 82)),
    "政策判定": (("政策", 66), ("符合", 20), ("缺数据", 20), ("金额", 28), ("金额未知", 22)),
    "方案问题": (("类别", 20), ("问题", 136)),
}  # fmt: skip
_SOURCES = (("序号", 10), ("数据", 40), ("数值", 20), ("怎样得出", 34), ("截至", 21), ("记录", 12), ("摘要", 19))
#: Heads that say more than the tag's name.
_SAID = {
    "符合": "符合（户）",
    "缺数据": "缺数据（户）",
    "金额": "金额（万元）",
    "金额未知": "金额未知（户）",
}
_NUMBERS = {
    "基数", "目标", "路径值", "实际", "条数", "件数", "符合", "缺数据", "金额", "金额未知", "数值", "记录", "序号",
}  # fmt: skip


def template() -> bytes:
    """The template as a docx file; always the same bytes."""
    document = Document()
    letterparts.clear(document)
    letterparts.set_styles(document)
    _page(document)
    _footers(document)
    _head(document)
    _text(document)
    _annex(document)
    return packed(document)


def packed(document: Any) -> bytes:
    """The document as the bytes of a docx file."""
    out = io.BytesIO()
    package = document.part.package
    for part in package.parts:
        part.before_marshal()
    PackageWriter.write(out, package.rels, package.parts)  # type: ignore[no-untyped-call]
    return steady(out.getvalue())


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(37), Mm(28)
    section.bottom_margin, section.right_margin = Mm(297 - 37 - 225), Mm(210 - 28 - 156)
    section.header_distance, section.footer_distance = Mm(15), Mm(25)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    pitch = f'w:linePitch="{LINE_PITCH}" w:charSpace="{CHARACTER_SPACE}"'
    section._sectPr.append(parse_xml(f'<w:docGrid {nsdecls("w")} w:type="linesAndChars" {pitch}/>'))
    document.settings.odd_and_even_pages_header_footer = True


def _footers(document: Any) -> None:
    """Page numbers — 1 —, fourth size, odd pages right and even pages left, one character in."""
    section = document.sections[0]
    for footer, side in ((section.footer, ALIGN.RIGHT), (section.even_page_footer, ALIGN.LEFT)):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.alignment = side
        indent = "right_indent" if side == ALIGN.RIGHT else "left_indent"
        setattr(line.paragraph_format, indent, Pt(14))
        for piece in ("— ", "PAGE", " —"):
            run = line.add_run("" if piece == "PAGE" else piece)
            letterparts.set_font(run, SONG, Pt(14))
            if piece == "PAGE":
                letterparts.add_field(run, piece)


def _head(document: Any) -> None:
    """What an officer enters at issue: red head, number, red rule. In a draft all of it falls out."""
    paragraph(document, "{%p if 文号 %}")
    paragraph(document, "{{ 发文机关标志 }}", XBS, Pt(42), align=ALIGN.CENTER, line=None, colour="FF0000")
    paragraph(document, "")
    number = paragraph(document, "{{ 文号 }}", align=ALIGN.CENTER)
    letterparts.add_rule(number, "FF0000")
    paragraph(document, "")
    paragraph(document, "{%p endif %}")
    paragraph(document, "{%p if 草稿 %}")
    paragraph(document, "{{ 草稿 }}", KAI, align=ALIGN.RIGHT)
    paragraph(document, "{%p endif %}")
    paragraph(document, "")
    paragraph(document, "{{ 标题 }}", XBS, Pt(22), align=ALIGN.CENTER, line=Pt(35))
    paragraph(document, "")
    paragraph(document, "{{ 主送 }}：")


def _text(document: Any) -> None:
    paragraph(document, "{{ 引言 }}现将有关情况报告如下。", indent=2)
    for number, part in zip("一二三四五", _PARTS, strict=True):
        paragraph(document, f"{number}、{{{{ {part}.标题 }}}}", HEI, indent=2, level=1)
        paragraph(document, f"{{%p for 段 in {part}.段落 %}}")
        paragraph(document, "{%p if 段.是小标题 %}")
        paragraph(document, "{{ 段.文字 }}", KAI, indent=2, level=2)
        paragraph(document, "{%p else %}")
        paragraph(document, "{{ 段.文字 }}", indent=2)
        paragraph(document, "{%p endif %}")
        paragraph(document, "{%p endfor %}")
        paragraph(document, f"{{%p if {part}.表 %}}")
        table(document, _TABLES[part], f"{part}.表", said=_SAID, numbers=_NUMBERS)
        paragraph(document, "{%p endif %}")
    paragraph(document, "{%p if 示例 %}")
    paragraph(document, "{{ 示例 }}", KAI, indent=2)
    paragraph(document, "{%p endif %}")
    paragraph(document, "")
    paragraph(document, "附件：数据来源", indent=2)
    paragraph(document, "{%p if 成文日期 %}")
    paragraph(document, "")
    paragraph(document, "{{ 署名 }}", align=ALIGN.RIGHT, right=2)
    paragraph(document, "{{ 成文日期 }}", align=ALIGN.RIGHT, right=4)
    paragraph(document, "{%p endif %}")


def _annex(document: Any) -> None:
    first = paragraph(document, "附件", HEI)
    first.paragraph_format.page_break_before = True
    paragraph(document, "")
    paragraph(document, "数据来源", XBS, Pt(22), align=ALIGN.CENTER, line=Pt(35))
    paragraph(document, "")
    paragraph(document, "{{ 说明 }}", indent=2)
    table(document, _SOURCES, "数据来源", said=_SAID, numbers=_NUMBERS, size=Pt(9))
