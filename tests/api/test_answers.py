"""What is answered: the same numbers as the queries, the two days, unknown and not set said as such, pages of cases."""

import datetime
from decimal import Decimal

import pytest

from beizeng.base.clock.due import due
from beizeng.base.clock.shelf import calendar_of, hours_of
from beizeng.base.clock.term import Term
from beizeng.base.people.actor import house
from beizeng.cases import actions as case_actions
from beizeng.cases import queries as cases
from beizeng.indicators import queries as indicators
from beizeng.plan import queries as plan
from beizeng.rules import queries as rules
from tests.api.conftest import AT, BY, DAY, FIRM, GRADUATE, SHOP, ask, make_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ticked"), pytest.mark.thorough]

SEER = house("test")
PATHS = (
    "/programme", "/measures", "/measures/13", "/indicators", "/indicators/p1-1", f"/register/entities/{SHOP}",
    f"/rules/entities/{SHOP}/verdicts", "/cases", "/clock/due?start=2022-03-10&term=7日",
)  # fmt: skip


def test_every_answer_carries_its_days_and_its_source():
    secret = make_key().secret
    for path in PATHS:
        body = ask(path, secret).json()
        assert body["as_of"] == {"on": "2024-09-30", "known": "2024-09-30"}, path
        assert body["source"]["room"] == {"programme": "plan", "measures": "plan"}.get(room := path.split("/")[1], room)
        assert body["source"]["words"]


def test_the_programme_is_the_plans():
    body = ask("/programme").json()
    assert body["measures"] == plan.measures(viewer=SEER).count()
    assert [row["id"] for row in body["goals"]] == [row.key for row in plan.goals(viewer=SEER)]
    assert body["goals"][0]["baseline"] == {"value": None, "state": "missing"}
    assert len(body["projects"]) == plan.projects(viewer=SEER).count()


def test_measures_are_all_there_with_their_figures():
    body = ask("/measures").json()
    rows = list(plan.measures(viewer=SEER))
    assert body["count"] == len(body["measures"]) == len(rows)
    one = ask("/measures/13").json()["measure"]
    assert one == body["measures"][12]
    assert {"24"} <= {figure["value"]["value"] for figure in one["figures"]}
    assert ask("/measures/999").status_code == 404


def test_indicators_are_the_boards():
    secret = make_key().secret
    body = ask("/indicators", secret, day="2024-06-30").json()
    assert body["as_of"] == {"on": "2024-06-30", "known": "2024-06-30"}
    board = [one for group in indicators.board(day=datetime.date(2024, 6, 30), viewer=SEER) for one in group.figures]
    assert [row["id"] for row in body["indicators"]] == [one.one.id for one in board]
    for row, one in zip(body["indicators"], board, strict=True):
        _same(row["actual"], one.actual.value if one.actual else None)
        _same(row["path"], one.path)
        _same(row["baseline"], one.base.value)
        assert row["light"] == one.light.colour
        assert row["is_scored"] == one.is_scored


def _same(told, value):
    assert (told["value"] is None) == (told["state"] != "known") == (value is None)
    assert value is None or Decimal(told["value"]) == value.quantize(Decimal("0.000001"))


def test_what_holds_households_is_shown_with_the_reason_and_not_scored():
    rows = ask("/indicators", make_key().secret).json()["indicators"]
    barred = [row for row in rows if not row["is_scored"]]
    assert barred
    assert all(row["not_scored_why"] for row in barred)


def test_an_entity_says_what_is_known_and_what_is_not():
    facts = {row["name"]: row for row in _facts(FIRM, make_key().secret)}
    assert facts["staff"]["value"] == 20
    assert facts["staff"]["state"] == "known"
    assert facts["staff"]["known"] == "2024-01-01"
    money = next(row for row in facts.values() if row["type"] == "money")
    assert (money["value"], money["state"], money["unit"]) == (None, "unknown", "元")


def _facts(code, secret, **query):
    return ask(f"/register/entities/{code}", secret, **query).json()["facts"]


def test_personal_facts_are_not_shown_without_the_permission():
    open_key, plain = make_key().secret, make_key("register.read").secret
    hidden = [row for row in _facts(SHOP, plain) if row["state"] == "not_shown"]
    assert hidden
    assert all(row["value"] is None for row in hidden)
    assert not [row for row in _facts(SHOP, open_key) if row["state"] == "not_shown"]
    assert "示例甲" in ask(f"/register/entities/{SHOP}", open_key).content.decode()
    assert "示例甲" not in ask(f"/register/entities/{SHOP}", plain).content.decode()


def test_nothing_known_later_is_read():
    rows = _facts(FIRM, make_key().secret, day="2024-09-30", known="2023-12-31")
    assert {row["state"] for row in rows} == {"unknown"}


def test_verdicts_are_those_of_the_rules():
    body = ask(f"/rules/entities/{GRADUATE}/verdicts", make_key().secret).json()
    explained = rules.explain(GRADUATE, on=DAY, known=DAY, viewer=SEER)
    assert [(row["policy"], row["verdict"]) for row in body["verdicts"]] == [
        (one.policy.id, one.verdict) for one in explained.judged
    ]
    assert body["count"] == len(explained.judged)
    for row, one in zip(body["verdicts"], explained.judged, strict=True):
        amount = row["amount"]
        assert (amount["state"] == "not_set") == (not one.entry.is_amount_set)
        assert (amount["yuan"] is not None) == (amount["state"] == "known")
        if amount["yuan"]:
            assert Decimal(amount["yuan"]) * 100 == one.amount_fen
        assert all(reason["article"] for reason in row["reasons"])


def test_due_moments_are_the_clocks(shelf):
    body = ask("/clock/due", start="2022-03-10", term="24 working days", pause="2022-03-14..2022-03-18", proof="true")
    told = body.json()
    plain = due(
        start=datetime.date(2022, 3, 10),
        term=Term.parse("24个工作日"),
        calendar=calendar_of(shelf),
        hours=hours_of(shelf),
    )
    assert told["due_on"] == str(plain.due_on + datetime.timedelta(days=7))
    assert told["proof"][0]["day"] == "2022-03-10"
    assert sum(day["counted"] for day in told["proof"]) == 24
    assert ask("/clock/due", start="2022-03-10", term="24 working days").json()["due_on"] == str(plain.due_on)


def test_cases_come_page_by_page_with_the_same_count():
    secret, seen, cursor = make_key("cases.read").secret, [], ""
    for page in range(3):
        body = ask("/cases", secret, limit=1, cursor=cursor).json()
        assert body["count"] == 3
        seen += [row["number"] for row in body["cases"]]
        assert (body["next"] is None) == (page == 2)
        cursor = body["next"] or ""
    assert seen == [case.number for case in cases.due(viewer=SEER)]


def test_a_page_stands_while_matters_come_and_go():
    secret = make_key("cases.read").secret
    first = ask("/cases", secret, limit=2).json()
    case_actions.lodge(
        kind="13710-item", subject="item:9", title="新来的", lead_unit="wenlv",
        fields={"request": "请办理", "grade": "ordinary"}, by=BY, at=AT - datetime.timedelta(days=30),
    )  # fmt: skip
    second = ask("/cases", secret, limit=2, cursor=first["next"]).json()
    assert not {row["id"] for row in first["cases"]} & {row["id"] for row in second["cases"]}
    assert second["count"] == 4


def test_the_due_list_is_narrowed():
    secret = make_key("cases.read").secret
    assert ask("/cases", secret, unit="wenlv").json()["count"] == 1
    assert ask("/cases", secret, due_by="2020-01-01").json()["count"] == 0
    assert ask("/cases", secret, cursor="zzz").status_code == 422
