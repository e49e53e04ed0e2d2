"""The paper's layout, read in its XML by a reader of its own (zipfile, lxml), against GB/T 9704-2012 in millimetres."""

import io
import time
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from lxml import etree

from beizeng.reports.compose import compose
from beizeng.reports.content import Figure
from beizeng.reports.document import Formalities, document, tags
from beizeng.reports.letterform import packed, template
from beizeng.spec.errors import BadInput
from tests.reports.example import DAY, given, indicator, project

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NS = {"w": W.strip("{}")}
SHIPPED = Path(__file__).parent.parent.parent / "packs" / "national" / "reports" / "briefing.docx"
FORMALITIES = Formalities("示例领导小组办公室文件", "示倍增办〔2024〕3号", "2024年10月8日")
FONTS = {"仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "方正小标宋简体"}


def parts(content: bytes) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return {name: etree.fromstring(archive.read(name)) for name in names}


def draft() -> bytes:
    return document(compose(given()).briefing, template())


def issued() -> bytes:
    return document(compose(given()).briefing, template(), FORMALITIES)


def millimetres(twips: str) -> float:
    return int(twips) / 1440 * 25.4


def paragraphs(content: bytes) -> Iterator[tuple[str, etree._Element]]:
    for one in parts(content)["word/document.xml"].iter(f"{W}p"):
        yield "".join(one.itertext()), one


def paragraph(content: bytes, text: str) -> etree._Element:
    return next(one for said, one in paragraphs(content) if said.startswith(text))


def run_of(one: etree._Element) -> tuple[str, float]:
    """Font for Chinese and size in points of a paragraph's first run."""
    properties = one.find("w:r/w:rPr", NS)
    return properties.find("w:rFonts", NS).get(f"{W}eastAsia"), int(properties.find("w:sz", NS).get(f"{W}val")) / 2


def test_page_is_the_standards() -> None:
    section = parts(draft())["word/document.xml"].find(".//w:sectPr", NS)
    size, margin = section.find("w:pgSz", NS), section.find("w:pgMar", NS)
    width, height = (millimetres(size.get(f"{W}{side}")) for side in ("w", "h"))
    top, left, bottom, right = (millimetres(margin.get(f"{W}{side}")) for side in ("top", "left", "bottom", "right"))
    assert (width, height) == pytest.approx((210, 297), abs=0.1)
    assert (top, left) == pytest.approx((37, 28), abs=0.1)
    assert (width - left - right, height - top - bottom) == pytest.approx((156, 225), abs=0.1)


def test_grid_holds_22_lines_of_28_characters() -> None:
    section = parts(draft())["word/document.xml"].find(".//w:sectPr", NS)
    grid = section.find("w:docGrid", NS)
    assert grid.get(f"{W}type") == "linesAndChars"
    pitch = int(grid.get(f"{W}linePitch")) / 20
    cell = 16 + int(grid.get(f"{W}charSpace")) / 4096
    assert int(225 / 25.4 * 72 / pitch) == 22
    assert round(156 / 25.4 * 72 / cell, 2) == 28


def test_body_keeps_22_lines_and_28_characters_without_the_grid() -> None:
    styles = parts(draft())["word/styles.xml"]
    normal = styles.find("w:style[@w:styleId='Normal']", NS)
    closer = int(normal.find("w:rPr/w:spacing", NS).get(f"{W}val")) / 20
    assert int(156 / 25.4 * 72 / (16 + closer)) == 28
    spacing = paragraph(draft(), "截至2024年9月30日").find("w:pPr/w:spacing", NS)
    assert spacing.get(f"{W}lineRule") == "exact"
    assert int(225 / 25.4 * 1440 / int(spacing.get(f"{W}line"))) == 22


@pytest.mark.parametrize(
    ("text", "font", "size"),
    [
        ("示例县倍增工程", "方正小标宋简体", 22),
        ("示例领导小组：", "仿宋_GB2312", 16),
        ("截至2024年9月30日", "仿宋_GB2312", 16),
        ("一、工程和指标进展", "黑体", 16),
        ("（一）示例1号工程", "楷体_GB2312", 16),
        ("五、方案文本中的问题", "黑体", 16),
        ("附件：数据来源", "仿宋_GB2312", 16),
    ],
)
def test_levels_have_their_fonts(text: str, font: str, size: float) -> None:
    assert run_of(paragraph(draft(), text)) == (font, size)


def test_every_font_names_its_letters_and_none_is_a_themes() -> None:
    for name, root in parts(issued()).items():
        for fonts in root.iter(f"{W}rFonts"):
            assert {fonts.get(f"{W}{kind}") for kind in ("ascii", "hAnsi", "eastAsia", "cs")} <= FONTS, name
            assert not [key for key in fonts.attrib if "heme" in key], name
        for run in root.iter(f"{W}r"):
            if run.find("w:t", NS) is not None:
                assert run.find("w:rPr/w:rFonts", NS) is not None, (name, "".join(run.itertext()))
        assert "theme" not in etree.tostring(root).decode(), name


def test_title_breaks_where_a_word_ends() -> None:
    title = paragraph(draft(), "示例县倍增工程")
    assert [one.tag.removeprefix(W) for one in title.iter(f"{W}t", f"{W}br")] == ["t", "br", "t"]
    assert "".join(title.itertext()) == "示例县倍增工程2024年第三季度推进情况简报"


def test_page_numbers_stand_odd_right_and_even_left() -> None:
    found = parts(draft())
    assert found["word/settings.xml"].find("w:evenAndOddHeaders", NS) is not None
    sides = []
    for name in ("word/footer1.xml", "word/footer2.xml"):
        line = found[name].find("w:p", NS)
        assert "".join(line.itertext()) == "— PAGE —"
        assert run_of(line) == ("宋体", 14)
        sides.append(line.find("w:pPr/w:jc", NS).get(f"{W}val"))
    assert sides == ["right", "left"]


def test_tables_repeat_their_heads_and_are_as_wide_as_the_type_area() -> None:
    tables = list(parts(draft())["word/document.xml"].iter(f"{W}tbl"))
    assert len(tables) == 6
    for table in tables:
        assert table.find("w:tr/w:trPr/w:tblHeader", NS) is not None
        width = sum(int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol"))
        assert millimetres(str(width)) == pytest.approx(156, abs=1)


def test_a_draft_bears_nothing_official() -> None:
    root = parts(draft())["word/document.xml"]
    text = "".join(root.itertext())
    assert "（草稿，未经签发）" in text
    assert "〔" not in text.split("附件：数据来源")[0]
    assert not [one for one in root.iter(f"{W}color") if one.get(f"{W}val") == "FF0000"]
    assert "FF0000" not in etree.tostring(root).decode()
    assert "示例领导小组办公室" not in text
    assert not list(root.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip"))


def test_an_issued_paper_bears_red_head_number_rule_and_day() -> None:
    content = issued()
    head, number = paragraph(content, FORMALITIES.red_head), paragraph(content, FORMALITIES.document_number)
    assert head.find("w:r/w:rPr/w:color", NS).get(f"{W}val") == "FF0000"
    assert number.find("w:pPr/w:pBdr/w:bottom", NS).get(f"{W}color") == "FF0000"
    assert number.find("w:pPr/w:jc", NS).get(f"{W}val") == "center"
    said = [text for text, _ in paragraphs(content)]
    assert "草稿" not in "".join(said)
    assert said.index("2024年10月8日") == said.index("示例领导小组办公室") + 1


def test_paragraph_properties_are_in_the_order_of_the_schema() -> None:
    order = ["pStyle", "keepNext", "pageBreakBefore", "pBdr", "snapToGrid", "spacing", "ind", "jc", "outlineLvl", "rPr"]
    for name, root in parts(issued()).items():
        for properties in root.iter(f"{W}pPr"):
            said = [child.tag.removeprefix(W) for child in properties]
            assert said == sorted(said, key=order.index), (name, said)


def test_no_tag_is_left_and_the_library_opens_it() -> None:
    for content in (draft(), issued()):
        text = "".join("".join(root.itertext()) for root in parts(content).values())
        assert "{{" not in text
        assert "{%" not in text
        assert Document(io.BytesIO(content)).paragraphs


def test_same_content_gives_same_bytes() -> None:
    assert draft() == draft()
    assert template() == template()


def test_the_shipped_template_is_the_one_that_is_made() -> None:
    assert SHIPPED.read_bytes() == template(), "write it anew: beizeng reports template FILE"


def test_words_of_the_county_cannot_become_markup_or_code() -> None:
    name = '示例<w:p/>&{{ 标题 }}{% for x in () %}"'
    briefing = compose(given(projects=(project(indicator(33, label=name)),))).briefing
    said = "".join(parts(document(briefing, template()))["word/document.xml"].itertext())
    assert name in said


@pytest.mark.parametrize(
    ("tag", "why"),
    [
        ("{{ 标提 }}", "标签“标提”没有对应的内容"),
        ("{{ 进展.标题 }}", "标签“进展”没有对应的内容"),
        ("{% for 段 in 工程进展.段落 %}", "标签写得不完整"),
        ("{{ ''.__class__.__mro__ }}", "标签"),
        ("{{ 标题", "标签写得不完整"),
    ],
)
def test_a_wrong_tag_is_named_and_code_is_refused(tag: str, why: str) -> None:
    edited = Document(io.BytesIO(template()))
    edited.add_paragraph(tag)
    with pytest.raises(BadInput, match=why):
        document(compose(given()).briefing, packed(edited))


def test_what_is_no_docx_is_refused() -> None:
    with pytest.raises(BadInput, match="不是可以读取的 docx"):
        document(compose(given()).briefing, b"PK\x03\x04 no archive")


def test_office_staff_can_reword_a_sentence() -> None:
    edited = Document(io.BytesIO(template()))
    for one in edited.paragraphs:
        for run in one.runs:
            run.text = run.text.replace("现将有关情况报告如下。", "现报告如下。")
    said = "".join(parts(document(compose(given()).briefing, packed(edited)))["word/document.xml"].itertext())
    assert "现报告如下。一、" in said


def test_an_annex_of_2000_rows_takes_seconds() -> None:
    briefing = compose(given()).briefing
    rows = tuple(
        Figure(
            number=number, label=f"示例数据{number}", value=Decimal(number), shown=str(number), unit="户", on=DAY,
            known=DAY, query="示例口径", records=number, digest="0" * 64,
        )
        for number in range(1, 2001)
    )  # fmt: skip
    long = briefing.model_copy(update={"figures": rows})
    begun = time.perf_counter()
    content = document(long, template())
    assert time.perf_counter() - begun < 10
    annex = list(parts(content)["word/document.xml"].iter(f"{W}tbl"))[-1]
    assert len(annex.findall("w:tr", NS)) == 2001


def test_tags_are_those_of_the_how_to() -> None:
    said = (Path(__file__).parent.parent.parent / "docs" / "how-to" / "edit-the-briefing.md").read_text(
        encoding="utf-8"
    )
    assert not [name for name in tags(compose(given()).briefing) if name not in said]
