"""A small register of invented entities, loaded through the door, and the people of the house."""

import datetime
from pathlib import Path

import pytest

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.people.actions import adopt_units
from beizeng.base.people.actor import Actor, house
from beizeng.base.ports.papers import Paper
from beizeng.register import actions as register
from beizeng.spec import Shelf

BASE, DAY = datetime.date(2020, 12, 31), datetime.date(2022, 12, 31)
BY = house("test")
CODES = (
    "91140929MA0KTEA130", "91140929MA0F0003X2", "92140929MA0KTEA21P", "92140929MA0F0001XR", "92140929MA0F00025B",
    "93140929MA0KTEA3XC",
)  # fmt: skip
MILL, MINE, NOODLES, SHOP, BOOKS, FARMERS = CODES

REGISTRATION = f"""统一社会信用代码,生效日期,名称,主体类别,登记状态,成立日期,行业代码
{MILL},2020-12-31,示例米业有限公司,企业,存续,2015-01-01,1311
{MINE},2022-06-01,示例矿业有限公司,企业,存续,2022-06-01,0610
{NOODLES},2020-12-31,示例面馆,个体工商户,存续,2019-05-06,6210
{SHOP},2021-03-01,示例超市,个体工商户,存续,2021-03-01,5211
{BOOKS},2020-12-31,示例书店,个体工商户,存续,2018-01-01,5243
{FARMERS},2020-12-31,示例合作社,农民专业合作社,存续,2018-01-01,0111
{BOOKS},2022-08-01,,,注销,,
"""
STATISTICS = f"""统一社会信用代码,生效日期,规上或限上在库,拟入规小微企业
{MILL},2020-12-31,是,
{MINE},2022-06-30,否,是
{MINE},2022-12-31,是,否
"""


def moment(day: datetime.date) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)


def load(folder: Path, feed: str, text: str, known: datetime.date) -> None:
    path = folder / f"{feed}-{known}.csv"
    path.write_text(text, encoding="utf-8")
    register.load_feed(path=path, feed=feed, known_on=known, by=BY, at=moment(known))


@pytest.fixture
def county(shelf: Shelf, data: Path) -> Path:
    """The register as it is known at the end of 2022; the folder for further feeds."""
    adopt_units(shelf=shelf, by=BY, at=moment(BASE))
    folder = data / "feeds"
    folder.mkdir()
    load(folder, "registration", REGISTRATION, DAY)
    load(folder, "statistics", STATISTICS, DAY)
    return folder


def clerk(unit: str) -> Actor:
    reaches = {"indicators.read": "all", "indicators.report": "unit", "register.read": "all"}
    return Actor("user:1", "示例丁", f"{unit}经办人", reaches=reaches, unit_ids=frozenset({unit}))  # type: ignore[arg-type]


@pytest.fixture
def paper() -> Paper:
    return Paper("a" * 64, "认定文件.pdf", 1000, "pdf")
