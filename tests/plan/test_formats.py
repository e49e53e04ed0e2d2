"""One plan in every format gives the same programme; what can't be read is refused with advice."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from beizeng.plan import shelf as packs
from beizeng.plan.elements import Outline
from beizeng.plan.issued import decode
from beizeng.plan.outline import read
from beizeng.spec.errors import BadInput
from beizeng.spec.people import Unit
from tests.plan.invented import PLAN, UNITS
from tests.plan.papers import as_docx, as_html, as_pdf, as_zip

TABLE = "某县茶业方案\n一、任务\n| 序号 | 任务 | 责任单位 |\n| 1 | 种茶 | 县甲局 |\n| 2 | 炒茶 | 县乙局 |\n二、保障"


@pytest.fixture
def county() -> tuple[Unit, ...]:
    return packs.units()


def facts(text: str, units: tuple[Unit, ...] = UNITS) -> dict[str, object]:
    """What a plan says, without places."""
    outline: Outline = read(text, units)
    return {
        "head": (outline.title, outline.document_number, outline.issuer, outline.issued_on),
        "measures": [
            (one.number, one.title, one.section, one.lead_units, one.joint_units, one.unresolved)
            for one in outline.measures
        ],
        "figures": [(q.kind, q.value, q.unit, q.comparator) for one in outline.measures for q in one.quantities],
        "targets": [
            (one.name, one.baseline, one.target, one.unit, one.deadline, one.modality)
            for one in (*outline.goals, *(i for project in outline.projects for i in project.indicators))
        ],
        "brackets": [(one.owner, one.role_word) for one in outline.brackets],
        "units": {unit.name: set(unit.aliases) for unit in outline.units},
        "findings": sorted(finding.code for finding in outline.findings),
    }


FORMATS: dict[str, Callable[[str], bytes]] = {
    "docx": as_docx,
    "html": as_html,
    "zip": lambda text: as_zip(方案__docx=as_docx(text), 附件1__txt="联系人名单".encode()),
    "gb18030": lambda text: text.encode("gb18030"),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-8 with mark": lambda text: text.encode("utf-8-sig"),
    "carriage returns": lambda text: text.replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("form", FORMATS)
def test_an_invented_plan_in_every_format(form: str) -> None:
    assert facts(decode(FORMATS[form](PLAN), "方案")) == facts(PLAN)


@pytest.mark.parametrize("form", FORMATS)
def test_the_issued_plan_in_every_format(form: str, shared: Path, county: tuple[Unit, ...]) -> None:
    text = (shared / "plan" / "kelan-2022.txt").read_text(encoding="utf-8")
    assert facts(decode(FORMATS[form](text), "方案"), county) == facts(text, county)


@pytest.mark.slow
def test_the_issued_plan_printed_to_pdf(shared: Path, county: tuple[Unit, ...], tmp_path: Path) -> None:
    text = (shared / "plan" / "kelan-2022.txt").read_text(encoding="utf-8")
    assert facts(decode(as_pdf(as_docx(text), tmp_path), "方案"), county) == facts(text, county)


@pytest.mark.slow
def test_a_table_printed_to_pdf_stays_a_table(tmp_path: Path) -> None:
    read_back = decode(as_pdf(as_docx(TABLE), tmp_path), "方案.pdf")
    assert "\n".join(read_back.split("\n")) == TABLE


def test_tables_stay_tables() -> None:
    assert decode(as_docx(TABLE), "方案") == TABLE
    rows = "<tr><th>任务</th><th colspan=2>责任单位</th></tr><tr><td>种<br>茶</td><td>县甲局</td><td>县|乙局</td></tr>"
    page = f"<html><body><p>任务</p><table>{rows}</table></body></html>"
    assert decode(page.encode(), "页面").split("\n")[1:] == [
        "| 任务 | 责任单位 | 责任单位 |",
        "| 种<br>茶 | 县甲局 | 县｜乙局 |",
    ]


def test_merged_cells_of_a_page_are_said_in_each_row() -> None:
    rows = (
        "<tr><th>类别</th><th>任务</th><th>单位</th></tr><tr><td rowspan=2>一类</td><td>种茶</td><td>县甲局</td></tr>"
        "<tr><td>炒茶</td><td>县乙局</td></tr><tr><td>二类</td><td>卖茶</td><td>县丙局</td></tr>"
    )
    page = f"<html><body><table>{rows}</table></body></html>"
    assert decode(page.encode(), "页面").split("\n")[1:] == [
        "| 一类 | 种茶 | 县甲局 |",
        "| 一类 | 炒茶 | 县乙局 |",
        "| 二类 | 卖茶 | 县丙局 |",
    ]


def test_merged_cells_of_word_are_said_in_each_row() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for row, said in zip(table.rows, ("类别 任务 单位", "一类 种茶 县甲局", "x 炒茶 县乙局"), strict=True):
        for cell, word in zip(row.cells, said.split(), strict=True):
            cell.text = word
    table.cell(2, 0).text = ""
    table.cell(1, 0).merge(table.cell(2, 0))
    assert decode(_saved(document), "表").split("\n")[1:] == ["| 一类 | 种茶 | 县甲局 |", "| 一类 | 炒茶 | 县乙局 |"]


def test_numbers_that_word_counts_itself() -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{said}"/></w:lvl>'
        for at, (form, said) in enumerate(
            [("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]
        )
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for level, said in [(0, "任务"), (1, "种茶"), (2, "选苗"), (2, "浇水"), (1, "卖茶"), (2, "开市"), (0, "保障")]:
        paragraph = document.add_paragraph(said)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>')
        )
    assert decode(_saved(document), "编号").split("\n") == [
        "一、任务", "（一）种茶", "1.选苗", "2.浇水", "（二）卖茶", "1.开市", "二、保障",
    ]  # fmt: skip


def test_tracked_changes_are_taken_as_accepted() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("种")
    run = f"<w:r {nsdecls('w')}>%s</w:r>"
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}>{run % '<w:t>好</w:t>'}</w:ins>"))
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}>{run % '<w:delText>坏</w:delText>'}</w:del>"))
    paragraph.add_run("茶")
    assert decode(_saved(document), "改") == "种好茶"


def _saved(document: object) -> bytes:
    made = io.BytesIO()
    document.save(made)  # type: ignore[attr-defined]
    return made.getvalue()


def test_menus_and_footers_of_a_portal_are_left_out() -> None:
    read_back = decode(as_html(PLAN), "页面")
    assert "栏目" not in read_back
    assert "版权所有" not in read_back
    assert "首页" not in read_back


def test_a_title_outside_the_document_is_kept() -> None:
    words = "<p>种好每一棵茶，卖好每一两茶。</p>" * 9
    head = "<head><meta name='ArticleTitle' content='某县茶业方案'></head>"
    page = f"<html>{head}<body><div><h2>政策</h2></div><div>{words}</div></body></html>"
    assert decode(page.encode(), "页面").split("\n")[0] == "某县茶业方案"


def test_a_member_without_a_name_is_left_out() -> None:
    # a name cut at a zero byte; found by the long run over bent files
    content = as_zip(方案__txt="甲".encode(), qq__txt="乙".encode()).replace(b"qq.txt", b"\0q.txt")
    assert decode(content, "包.zip") == "甲"
    with pytest.raises(BadInput, match="没有能读的"):
        decode(as_zip(qq__txt=b"x").replace(b"qq.txt", b"\0q.txt"), "包.zip")


def test_a_zip_reads_the_document_before_its_attachments() -> None:
    content = as_zip(附件__txt="丙".encode(), 方案__docx=as_docx("甲"), 乙__txt=b"", 图__png=b"x")
    assert decode(content, "包.zip") == "甲\n\f附件：附件\n丙"


def _bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("方案.txt", b"a" * 80_000_000)
    return made.getvalue()


def _scan() -> bytes:
    """A PDF of one page without a character."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>endobj\ntrailer<</Root 1 0 R>>\n"
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.7", "PDF"),
        (_scan(), "扫描"),
        (b"PK\x03\x04", "损坏"),
        (as_docx("茶")[:900], "损坏"),
        (as_zip(word__document=b"x", a__png=b"y"), "没有能读的"),
        (as_zip(包__zip=as_zip(方案__txt=b"x")), "没有能读的"),
        (as_zip(**{"word/document__xml": b"<x>"}), "损坏"),
        (as_zip(**{"xl/workbook__xml": b"<x>"}), "XLSX"),
        (as_zip(OFD__xml=b"<x>"), "OFD"),
        (_bomb(), "过大"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "旧版"),
        (b"{\\rtf1 x}", "RTF"),
        (b"<html><body></body></html>", "空"),
        (b"a" * (20 * 1024 * 1024 + 1), "20 MB"),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        decode(content, "方案")
    assert why in refused.value.why
    assert refused.value.write
