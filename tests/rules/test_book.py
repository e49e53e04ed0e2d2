"""The book for a day: what stops a policy stops it alone, and loudly; what is out of force judges nobody."""

import datetime
from pathlib import Path

import pytest
import yaml

from beizeng.rules.book import Book, book, read_book
from beizeng.spec import load_shelf
from beizeng.spec.errors import BadInput

DAY = datetime.date(2024, 9, 30)
BASIS = {"document": "示例办法", "article": "第三条", "verified": True}
FACTS = [
    {"name": "staff", "label": "从业人员", "type": "integer", "unit": "人", "source": "renshe"},
    {"name": "is_new", "label": "首次创业", "type": "yes_no", "source": "renshe"},
]
EXAMPLE = {"label": "示例", "day": DAY, "facts": {}, "verdict": "unknown"}


def policy(name: str, expression: str = "staff >= :least_staff", **more: object) -> dict[str, object]:
    return {
        "kind": "policy", "id": name, "label": name, "title": name, "issuer": "示例局", "basis": BASIS,
        "from": datetime.date(2022, 1, 1), "channel": "申报", "unit": "renshe",
        "criteria": [{"id": "one", "label": "条件一", "expression": expression, "basis": BASIS}],
        "amount": {"kind": "fixed", "expression": "1000", "basis": BASIS}, "examples": [EXAMPLE], **more,
    }  # fmt: skip


def parameters(*values: dict[str, object]) -> dict[str, object]:
    one = {
        "name": "least_staff",
        "label": "最少人数",
        "type": "integer",
        "values": [{"basis": BASIS, **v} for v in values],
    }
    return {"kind": "parameters", "parameters": [one]}


def read(root: Path, *files: dict[str, object], on: datetime.date = DAY) -> Book:
    folders = {"facts": "register"}
    for number, content in enumerate(({"kind": "facts", "facts": FACTS}, *files)):
        folder = root / "national" / folders.get(str(content["kind"]), "rules")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"f{number}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return read_book(load_shelf(root), on)


FROM_2022 = {"from": datetime.date(2022, 1, 1), "value": 5}
UNTIL_2023 = {"from": datetime.date(2022, 1, 1), "to": datetime.date(2023, 12, 31), "value": 5}


def test_expired_parameter_stops_the_policies_that_use_it_and_no_other(tmp_path: Path) -> None:
    found = read(tmp_path, policy("a"), policy("b", "is_new"), parameters(UNTIL_2023))
    stopped, running = found.entries
    assert (stopped.state, running.state) == ("stopped", "in_force")
    assert stopped.fault is not None
    assert "最少人数" in stopped.fault.why
    assert [entry.policy.id for entry in found.in_force] == ["b"]
    assert read(tmp_path, on=datetime.date(2023, 12, 31)).entries[0].state == "in_force"


@pytest.mark.parametrize("expression", ["staf > 1", "staff > 1e3", "staff / 2 > 1", "staff > :nobody", "staff"])
def test_expression_that_cannot_be_read_stops_its_policy(tmp_path: Path, expression: str) -> None:
    found = read(tmp_path, policy("a", expression), policy("b", "is_new"))
    assert [entry.state for entry in found.entries] == ["stopped", "in_force"]


def test_parameter_not_set_leaves_the_criterion_open(tmp_path: Path) -> None:
    entry = read(tmp_path, policy("a"), parameters({**FROM_2022, "value": "not set"})).entries[0]
    assert entry.state == "in_force"
    assert entry.criteria == (None,)


def test_parameter_not_set_leaves_the_amount_open(tmp_path: Path) -> None:
    amount = {"kind": "fixed", "expression": ":least_staff * 100", "basis": BASIS}
    money = parameters({**FROM_2022, "value": "not set"})
    entry = read(tmp_path, policy("a", "is_new", amount=amount), money).entries[0]
    assert entry.state == "in_force"
    assert not entry.is_amount_set


def test_policy_out_of_force_is_read_as_on_its_nearest_day(tmp_path: Path) -> None:
    files = (policy("a", to=datetime.date(2023, 12, 31)), parameters(UNTIL_2023))
    ended = read(tmp_path, *files).entries[0]
    assert (ended.state, ended.fixed_fen) == ("ended", 100_000)
    early = read(tmp_path, *files, on=datetime.date(2021, 1, 1)).entries[0]
    assert (early.state, early.fixed_fen) == ("not_begun", 100_000)


def test_two_policies_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="同名"):
        read(tmp_path, policy("a", "is_new"), policy("a", "is_new"))


def test_service_of_an_unknown_policy_is_refused(tmp_path: Path) -> None:
    services = {"kind": "services", "services": [{"measure": 1, "policies": ["b"]}]}
    with pytest.raises(BadInput, match="没有这条政策"):
        read(tmp_path, policy("a", "is_new"), services)


def test_digest_changes_with_the_rules_alone(tmp_path: Path) -> None:
    first = read(tmp_path, policy("a", "is_new")).digest
    (tmp_path / "national" / "rules" / "readme.md").write_text("说明", encoding="utf-8")
    assert read_book(load_shelf(tmp_path), DAY).digest == first
    assert read(tmp_path, policy("a", "NOT is_new")).digest != first


def test_overlapping_entries_of_a_parameter_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="repeat a day"):
        read(tmp_path, policy("a"), parameters(FROM_2022, FROM_2022))


def test_shipped_book_puts_the_county_first() -> None:
    places = [entry.place for entry in book(DAY).entries]
    assert places == sorted(places, key=["kelan", "shanxi", "national"].index)
