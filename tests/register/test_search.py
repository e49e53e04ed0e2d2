"""Search: parts of names, two characters, pinyin, initials, codes, old names; and who may find what."""

import datetime
from collections.abc import Callable

import pytest

from beizeng.base.people.actor import Actor, house
from beizeng.register import match, queries, spelling
from beizeng.register.codes import compose
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db

BY = house("test")
HEAD = "统一社会信用代码,名称,行政区划,行业代码,登记状态,负责人"
NAMES = {
    "岢岚县岚漪镇王记面馆": ("92", "140929100", "6210", "存续"),
    "岢岚县三井镇老李饭店（个体工商户）": ("92", "140929101200", "6210", "存续"),
    "山西岢岚农村商业银行股份有限公司": ("91", "140929", "6621", "存续"),
    "岢岚ABC餐饮管理有限公司": ("91", "140929100", "H6210", "注销"),
    "忻州面粉有限公司": ("91", "1409291000", "1311", "存续"),
}
CODES = {name: compose(row[0], "140929", f"MA0KT{n:03d}") for n, (name, row) in enumerate(NAMES.items())}


@pytest.fixture(autouse=True)
def names(load: Callable) -> None:
    rows = [f"{CODES[name]},{name},{row[1]},{row[2]},{row[3]},张某" for name, row in NAMES.items()]
    load(HEAD, *rows)
    load("统一社会信用代码,名称", f"{CODES['忻州面粉有限公司']},岢岚新面业有限公司", known=datetime.date(2024, 2, 1))


def found(text: str, viewer: Actor = BY, **chosen: str) -> list[str]:
    return [card.name for card in queries.search(text, viewer=viewer, **chosen)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("面馆", "岢岚县岚漪镇王记面馆"),
        ("王记", "岢岚县岚漪镇王记面馆"),
        ("馆", "岢岚县岚漪镇王记面馆"),
        (" 老李 饭店(个体", "岢岚县三井镇老李饭店(个体工商户)"),
        ("nongcunshangyeyinhang", "山西岢岚农村商业银行股份有限公司"),
        ("ncsyyh", "山西岢岚农村商业银行股份有限公司"),
        ("WJMG", "岢岚县岚漪镇王记面馆"),
        ("abc餐饮", "岢岚ABC餐饮管理有限公司"),
        ("忻州面粉", "岢岚新面业有限公司"),
        (CODES["岢岚县岚漪镇王记面馆"], "岢岚县岚漪镇王记面馆"),
        (CODES["岢岚县岚漪镇王记面馆"][-4:].lower(), "岢岚县岚漪镇王记面馆"),
    ],
)
def test_found_by(text: str, name: str) -> None:
    assert found(text) == [name]


def test_words_apart_and_addresses_and_other_numbers(load: Callable) -> None:
    assert found("岢岚 有限公司 面") == ["岢岚新面业有限公司"]
    assert len(found("岢岚 有限")) == 3
    assert found("有限　岢岚 餐饮") == ["岢岚ABC餐饮管理有限公司"]
    assert found("王记 饭店") == []
    assert found("wang ji mian guan") == ["岢岚县岚漪镇王记面馆"]
    assert found("wjmg 岢岚") == ["岢岚县岚漪镇王记面馆"]
    code = CODES["岢岚ABC餐饮管理有限公司"]
    load("统一社会信用代码,住所,原注册号", f"{code},新建北路７号,140929600000014")
    assert found("新建北路7号") == found("北路7号 餐饮") == ["岢岚ABC餐饮管理有限公司"]
    assert found("140929600000014") == ["岢岚ABC餐饮管理有限公司"]
    assert found(f"{code[8:16]}-{code[16]}") == found(code[8:17].lower()) == ["岢岚ABC餐饮管理有限公司"]
    assert found("１４０９２９600000015") == []


def test_pieces_that_stand_apart_are_no_part() -> None:
    assert found("岢岚面馆") == []
    assert found("没有这个") == []
    assert found("'\"%_()") == []
    assert len(found("")) == 5


def test_sorted_by_pinyin_and_narrowed() -> None:
    assert found("岢岚", kind="enterprise", status="cancelled") == ["岢岚ABC餐饮管理有限公司"]
    assert found("", township="140929101") == ["岢岚县三井镇老李饭店(个体工商户)"]
    assert found("", section="H") == [
        "岢岚ABC餐饮管理有限公司",
        "岢岚县岚漪镇王记面馆",
        "岢岚县三井镇老李饭店(个体工商户)",
    ]


def test_a_township_clerk_sees_the_own_township_and_no_code_that_only_begins_alike() -> None:
    UnitFactory(id="lanyi", division="140929100")
    clerk = Actor("user:1", "某", "", reaches={"register.read": "unit"}, unit_ids=frozenset({"lanyi"}))
    assert found("", clerk) == ["岢岚ABC餐饮管理有限公司", "岢岚县岚漪镇王记面馆"]
    assert queries.card(CODES["忻州面粉有限公司"], viewer=clerk) is None
    assert queries.history_of(CODES["忻州面粉有限公司"], viewer=clerk, known=datetime.date(2024, 3, 1)) == []


def test_a_firm_sees_its_own_entity_and_the_public_none() -> None:
    mine = CODES["岢岚县岚漪镇王记面馆"]
    firm = Actor("user:1", "某", "", reaches={"register.read": "own"}, entity_codes=frozenset({mine}))
    assert found("", firm) == ["岢岚县岚漪镇王记面馆"]
    assert found("", Actor("public", "公众", "")) == []


def test_personal_facts_are_shown_by_permission_or_to_their_own_entity() -> None:
    code = CODES["岢岚县岚漪镇王记面馆"]
    day = datetime.date(2024, 3, 1)

    def shows(**more: object) -> bool:
        viewer = Actor("user:1", "某", "", **more)  # type: ignore[arg-type]
        facts = queries.facts_shown(code, viewer=viewer, on=day, known=day)
        told = {item.fact for item in queries.history_of(code, viewer=viewer, known=day)}
        assert ("representative" in facts) == ("representative" in told)
        assert "name" in facts
        return "representative" in facts

    assert not shows(reaches={"register.read": "all"})
    assert shows(reaches={"register.read": "all", "register.read_personal": "all"})
    assert shows(reaches={"register.read": "own"}, entity_codes=frozenset({code}))


def test_names_made_comparable() -> None:
    assert match.normalise("岢岚〔县〕 某店") == match.normalise("岢岚（县）某店") == "岢岚(县)某店"
    assert spelling.pinyin("岢岚ABC银行3店") == "ke lan abc yin hang 3 dian"
    assert spelling.initials("岢岚ABC银行3店") == "klabcyh3d"
    assert match.han_grams_asked("面馆") == ["面馆"]
