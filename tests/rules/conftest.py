"""A register of six invented entities, one or two for each verdict."""

import datetime
from pathlib import Path

import pytest

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.people.actor import house
from beizeng.register import actions as register
from beizeng.rules.book import shipped_policies

DAY = datetime.date(2024, 9, 30)
AT = datetime.datetime(2024, 9, 30, 9, tzinfo=SHANGHAI)
BY = house("test")
#: What the shipped packs hold on the day, counted from them: a further policy is no change of these tests.
IN_FORCE = [policy for policy in shipped_policies() if policy.holds_on(DAY)]
NOT_SET = [policy for policy in IN_FORCE if policy.amount.kind == "not set"]
OPEN_CRITERIA = [one for policy in IN_FORCE for one in policy.criteria if one.expression is None]

SHOP, GRADUATE, ENDED, FIRM, CONVERTED, BARE = CODES = (
    "92140929MA0KTEA21P", "92140929MA0F0001XR", "92140929MA0F00025B", "91140929MA0KTEA130", "91140929MA0F0003X2",
    "93140929MA0KTEA3XC",
)  # fmt: skip

REGISTRATION = f"""统一社会信用代码,名称,主体类别,登记状态,成立日期,注销或迁出日期,行业代码,转型前代码
{SHOP},示例面馆,个体工商户,存续,2021-05-06,,6210,
{GRADUATE},示例网店,个体工商户,存续,2023-01-01,,5292,
{ENDED},示例书店,个体工商户,注销,2021-01-01,2023-06-30,5243,
{FIRM},示例米业有限公司,企业,存续,2015-01-01,,1311,
{CONVERTED},示例商贸有限公司,企业,存续,2022-04-01,,5211,{SHOP}
{BARE},示例合作社,,,,,,
"""
INSURANCE = f"""统一社会信用代码,从业人员,近12个月新招用重点群体,创办人为高校毕业生,创办人所属重点群体,入驻创业园区
{SHOP},2,0,否,返乡创业人员,否
{GRADUATE},1,0,是,高校毕业生,是
{ENDED},,,是,,
{FIRM},20,2,否,不属于重点群体,否
{CONVERTED},,1,,,
"""


def load(folder: Path, feed: str, text: str) -> None:
    path = folder / f"{feed}.csv"
    path.write_text(text, encoding="utf-8")
    day = datetime.date(2024, 1, 1)
    register.load_feed(path=path, feed=feed, known_on=day, on=day, by=BY, at=AT)


@pytest.fixture
def county(data: Path, tmp_path: Path) -> Path:
    """The six entities, loaded."""
    load(tmp_path, "registration", REGISTRATION)
    load(tmp_path, "social_insurance", INSURANCE)
    return data
