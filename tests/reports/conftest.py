"""A county with its programme, matters and a small register; a moment at which the third quarter of 2024 is over."""

import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.people.actions import adopt_units
from beizeng.base.people.actor import house
from beizeng.base.ports import papers
from beizeng.plan import actions as plan
from beizeng.register import actions as register
from beizeng.reports import actions
from beizeng.reports.actions import Papers
from beizeng.reports.compose import compose
from beizeng.reports.document import document
from beizeng.reports.kept import records_file
from beizeng.reports.letterform import template
from beizeng.reports.models import Report
from beizeng.reports.workbook import workbook
from beizeng.rules import actions as rules
from beizeng.spec import Shelf
from tests.factories import HoldingFactory, UnitFactory
from tests.reports.example import given

DAY = datetime.date(2024, 9, 30)
AT = datetime.datetime(2024, 9, 30, 9, tzinfo=SHANGHAI)
BY = house("test")
OPENED_AT = datetime.datetime(2022, 3, 10, 9, tzinfo=SHANGHAI)
REGISTRATION = """统一社会信用代码,生效日期,名称,主体类别,登记状态,成立日期,行业代码
91140929MA0KTEA130,2020-12-31,示例米业有限公司,企业,存续,2015-01-01,1311
92140929MA0KTEA21P,2020-12-31,示例面馆,个体工商户,存续,2019-05-06,6210
92140929MA0F0001XR,2021-03-01,示例超市,个体工商户,存续,2021-03-01,5211
"""
STATISTICS = """统一社会信用代码,生效日期,规上或限上在库
91140929MA0KTEA130,2020-12-31,是
"""


def load(folder: Path, feed: str, text: str, known: datetime.date = DAY) -> None:
    path = folder / f"{feed}-{known}.csv"
    path.write_text(text, encoding="utf-8")
    register.load_feed(path=path, feed=feed, known_on=known, by=BY, at=AT)


@pytest.fixture
def county(db: None, shelf: Shelf, data: Path) -> Path:
    """Programme, measures, register and judgement; the data folder, in which it is the last day of the quarter."""
    (data / "demo.yaml").write_text(f"day: {DAY}\n", encoding="utf-8")
    adopt_units(shelf=shelf, by=BY, at=OPENED_AT)
    plan.open_programme(shelf=shelf, by=BY, at=OPENED_AT)
    plan.open_measures(by=BY, at=OPENED_AT)
    load(data, "registration", REGISTRATION)
    load(data, "statistics", STATISTICS)
    rules.run(day=DAY, by=BY, at=AT)
    return data


@pytest.fixture
def example(db: None, data: Path) -> Report:
    """The draft of the invented briefing, kept as the room keeps its own; the rooms themselves are empty."""
    (data / "demo.yaml").write_text(f"day: {DAY}\n", encoding="utf-8")
    return keep()


def keep(**changes: object) -> Report:
    """Keep the invented briefing, with some of its given replaced, as a draft."""
    composed = compose(given(**changes))

    def kept(name: str, content: bytes) -> str:
        return papers.keep(settings.DATA / "files", name, content).sha256

    made = Papers(
        kept("模板.docx", template()),
        kept("简报.docx", document(composed.briefing, template())),
        kept("数据.xlsx", workbook(composed.briefing)),
        kept("记录.csv", records_file(composed.records)),
    )
    report: Report = actions.keep_draft(kind="briefing", briefing=composed.briefing, made=made, by=BY, at=AT)
    return report


def visit(role: str = "leading_group_office") -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(HoldingFactory(post__role=role, post__unit=UnitFactory(id="fagai")).user)
    return client
