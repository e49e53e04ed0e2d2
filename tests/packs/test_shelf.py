"""The shelf: what is read, and how an author is told of an error."""

from pathlib import Path

import pytest

from beizeng.spec import PackErrors, Shelf, load_shelf
from beizeng.spec.facts import Facts, Feeds

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


def test_places_are_read_in_order(tmp_path: Path) -> None:
    for place in ("kelan", "other", "national", "shanxi"):
        write(tmp_path, GOOD, f"{place}/register/facts.yaml")
    assert load_shelf(tmp_path).places() == ("national", "shanxi", "kelan", "other")


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


def test_every_fact_is_brought_by_some_feed(shelf: Shelf) -> None:
    declared = {fact.name for file in shelf.all(Facts) for fact in file.facts}
    brought = {column.fact for file in shelf.all(Feeds) for feed in file.feeds for column in feed.columns}
    assert not declared - brought, "nobody could ever know these: give each a column in a feed"
    assert not brought - declared


def test_on_is_a_word_and_a_time_is_no_number(tmp_path: Path) -> None:
    text = "kind: facts\nfacts:\n  - {name: a, label: on, type: text, source: off, refresh: 08:30}\n"
    fact = load_shelf(write(tmp_path, text)).all(Facts)[0].facts[0]
    assert (fact.label, fact.source, fact.refresh) == ("on", "off", "08:30")
