"""The shelf: what is read, and how an author is told of an error."""

from pathlib import Path

import pytest

from beizeng.spec import PackErrors, Shelf, load_shelf
from beizeng.spec.errors import BadInput
from beizeng.spec.facts import Facts, Feeds
from beizeng.spec.people import Units

GOOD = "kind: facts\nfacts:\n  - {name: a, label: 甲, type: text, source: fagai}\n"

HEAD = "kind: facts\nfacts:\n  - name: a\n    label: 甲\n"


def write(root: Path, text: str, address: str = "national/register/facts.yaml") -> Path:
    path = root / address
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return root


def errors(root: Path) -> list[str]:
    with pytest.raises(PackErrors) as caught:
        load_shelf(root)
    return [str(error) for error in caught.value.errors]


def place(root: Path, name: str, within: str | None = None, more: str = "") -> None:
    text = f"kind: place\nname: {name}\n" + (f"within: {within}\n" if within else "") + more
    write(root, text, f"{name}/people/place.yaml")


def test_places_are_read_from_the_outermost_in(tmp_path: Path) -> None:
    for name, within in (("county", "province"), ("other", "state"), ("state", None), ("province", "state")):
        place(tmp_path, name, within)
    assert load_shelf(tmp_path).places() == ("state", "other", "province", "county")
    assert load_shelf(tmp_path, place="county").places() == ("state", "province", "county")
    assert load_shelf(tmp_path, place="other").places() == ("state", "other")


@pytest.mark.parametrize(("within", "why"), [("nowhere", "没有这个地方"), ("a", "自己套住自己")])
def test_a_place_lies_within_one_that_there_is(tmp_path: Path, within: str, why: str) -> None:
    place(tmp_path, "a", within)
    with pytest.raises(BadInput, match=why):
        load_shelf(tmp_path)


def test_a_place_that_there_is_not(tmp_path: Path) -> None:
    place(tmp_path, "a")
    with pytest.raises(BadInput, match="写其中之一：a"):
        load_shelf(tmp_path, place="b")


def test_a_site_names_its_place_and_lays_its_own_packs_over_the_shipped_ones(data: Path) -> None:
    assert load_shelf().places() == ("national", "shanxi", "kelan")
    (data / "place").write_text("shanxi\n", encoding="utf-8")
    assert load_shelf().places() == ("national", "shanxi")
    own = data / "packs"
    place(own, "town", "shanxi")
    write(own, GOOD, "national/register/facts.yaml")
    (data / "place").write_text("town\n", encoding="utf-8")
    shelf = load_shelf()
    assert shelf.places() == ("national", "shanxi", "town")
    assert [fact.name for file in shelf.all(Facts) for fact in file.facts] == ["a"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "kind"),
        ("kind: fact\n", 1, "'fact' is not known"),
        ("kind: facts\nfacts:\n  - {name: a, label: 甲, type: text}\n", 3, "Write the key 'source'"),
        (
            "kind: facts\nfacts:\n  - name: a\n    label: 甲\n    type: text\n    source: x\n    tpye: text\n",
            7,
            "spelling",
        ),
        ("kind: facts\nfacts:\n  - name: a\n    label: 甲\n    type: number\n    source: x\n", 5, "type"),
        ("kind: facts\nfacts: [\n", 3, "YAML"),
        ("kind: facts\nfacts:\n  - {name: a, label: 甲, type: category, source: x}\n", 3, "'values'"),
    ],
)
def test_error_names_file_line_key_and_what_to_write(tmp_path: Path, text: str, line: int, words: str) -> None:
    (only,) = errors(write(tmp_path, text))
    assert only.startswith(f"national/register/facts.yaml:{line}: ")
    assert words in only


def test_all_errors_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, "kind: nonsense\n", "national/register/a.yaml")
    write(tmp_path, GOOD, "national/cases/b.yaml")
    assert len(errors(tmp_path)) == 2


def test_digest_names_exactly_this_content(tmp_path: Path) -> None:
    first = load_shelf(write(tmp_path, GOOD)).digest
    assert load_shelf(tmp_path).digest == first
    assert load_shelf(write(tmp_path, GOOD + "# note\n")).digest != first


def test_shipped_packs_hold(shelf: Shelf) -> None:
    assert shelf.places() == ("national", "shanxi", "kelan")


def test_the_packs_of_one_room_are_read_alone(shelf: Shelf) -> None:
    people = load_shelf(room="people")
    assert people.all(Units) == shelf.all(Units)
    assert not people.all(Feeds)


def test_every_fact_is_brought_by_some_feed(shelf: Shelf) -> None:
    declared = {fact.name for file in shelf.all(Facts) for fact in file.facts}
    brought = {column.fact for file in shelf.all(Feeds) for feed in file.feeds for column in feed.columns}
    assert not declared - brought, "nobody could ever know these: give each a column in a feed"
    assert not brought - declared


def test_on_is_a_word_and_a_time_is_no_number(tmp_path: Path) -> None:
    text = "kind: facts\nfacts:\n  - {name: a, label: on, type: text, source: off, unit: 08:30}\n"
    fact = load_shelf(write(tmp_path, text)).all(Facts)[0].facts[0]
    assert (fact.label, fact.source, fact.unit) == ("on", "off", "08:30")


def test_how_often_a_fact_comes_is_a_word_that_is_understood(tmp_path: Path) -> None:
    text = "kind: facts\nfacts:\n  - {name: a, label: 甲, type: text, source: b, refresh: 每周}\n"
    with pytest.raises(PackErrors, match="refresh"):
        load_shelf(write(tmp_path, text))
