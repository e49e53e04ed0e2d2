"""A county with its programme, matters and a small register; a moment at which the third quarter of 2024 is over."""

import datetime
from pathlib import Path

import pytest
from django.test import Client

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.people.actions import adopt_units
from beizeng.base.people.actor import house
from beizeng.plan import actions as plan
from beizeng.register import actions as register
from beizeng.rules import actions as rules
from beizeng.spec import Shelf
from tests.factories import HoldingFactory

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


def visit(role: str = "leading_group_office") -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(HoldingFactory(post__role=role, post__unit_id="fagai").user)
    return client
