"""A county with a few entities, and programs that ask: the public, and keys of several scopes."""

import datetime
import itertools
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.jobs.heartbeat import beat
from beizeng.base.people import actions as people
from beizeng.base.people.actor import house
from beizeng.base.people.queries import KEY_PERMISSIONS
from beizeng.cases import actions as cases
from beizeng.plan import actions as plan
from beizeng.register import actions as register
from beizeng.spec import Shelf

DAY = datetime.date(2024, 9, 30)
AT = datetime.datetime(2024, 9, 30, 9, tzinfo=SHANGHAI)
BY = house("setup")
SHOP, GRADUATE, FIRM = "92140929MA0KTEA21P", "92140929MA0F0001XR", "91140929MA0KTEA130"

REGISTRATION = f"""统一社会信用代码,名称,主体类别,登记状态,成立日期,行业代码,所属乡镇代码,负责人
{SHOP},示例面馆,个体工商户,存续,2021-05-06,6210,140929100,示例甲
{GRADUATE},示例网店,个体工商户,存续,2023-01-01,5292,140929101,示例乙
{FIRM},示例米业有限公司,企业,存续,2015-01-01,1311,140929100,
"""
INSURANCE = f"""统一社会信用代码,从业人员,近12个月新招用重点群体,创办人为高校毕业生
{SHOP},2,0,否
{GRADUATE},1,0,是
{FIRM},20,2,否
"""


def _load(folder: Path, feed: str, text: str) -> None:
    path = folder / f"{feed}.csv"
    path.write_text(text, encoding="utf-8")
    day = datetime.date(2024, 1, 1)
    register.load_feed(path=path, feed=feed, known_on=day, on=day, by=BY, at=AT)


@pytest.fixture
def county(db: None, data: Path, tmp_path_factory: pytest.TempPathFactory, shelf: Shelf, monkeypatch: Any) -> Path:
    """Units, programme, register and three matters, on the demonstration day."""
    (data / "demo.yaml").write_text(f"day: {DAY}\n", encoding="utf-8")
    monkeypatch.delenv("BEIZENG_TODAY", raising=False)
    people.adopt_units(shelf=shelf, by=BY, at=AT)
    plan.open_programme(shelf=shelf, is_sample=True, by=BY, at=AT)
    folder = tmp_path_factory.mktemp("feeds")
    _load(folder, "registration", REGISTRATION)
    _load(folder, "social_insurance", INSURANCE)
    register.refresh_cards(by=BY, at=AT)
    for number, unit in enumerate(("lanyi", "sanjing", "wenlv"), start=1):
        cases.lodge(
            kind="13710-item",
            subject=f"item:{number}",
            title=f"示例事项{number}",
            lead_unit=unit,
            fields={"request": "请办理", "grade": "ordinary"},
            by=BY,
            at=AT - datetime.timedelta(days=number),
        )
    return data


@pytest.fixture
def ticked(county: Path) -> None:
    """The ticker has just run."""
    beat(county, "ticker", at=datetime.datetime.now(datetime.UTC))


_numbers = itertools.count(1)


def make_key(*permissions: str, until_on: datetime.date = DAY, **scope: Any) -> people.NewKey:
    """A key with these permissions; all that there are unless some are named."""
    key: people.NewKey = people.make_key(
        name=f"示例程序{next(_numbers)}",
        permissions=permissions or tuple(KEY_PERMISSIONS),
        until_on=until_on,
        by=BY,
        at=AT,
        **scope,
    )
    return key


def ask(path: str, secret: str = "", **query: Any) -> Any:
    """GET below ``/api``, with or without a key."""
    client = Client(headers={"host": "127.0.0.1", **({"authorization": f"Bearer {secret}"} if secret else {})})
    client.raise_request_exception = False
    return client.get(f"/api{path}", query)
