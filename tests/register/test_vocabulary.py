"""The packs of the register, by aspect: headings lead to one place, facts come from somewhere, tables are whole."""

from collections import Counter

import pytest

from beizeng.register.headings import plain
from beizeng.register.vocabulary import Vocabulary, vocabulary, vocabulary_of
from beizeng.spec import Shelf
from beizeng.spec.errors import BadInput
from beizeng.spec.facts import Facts


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return vocabulary()


def test_a_heading_leads_to_one_column_of_a_feed(words: Vocabulary) -> None:
    for feed in words.feeds.values():
        headings = {plain(heading) for heading in (*feed.code, *feed.day)}
        found = Counter(headings)
        for column in feed.columns:
            found.update({plain(heading) for heading in (words.facts[column.fact].label, *column.headings)})
        assert not {heading for heading, count in found.items() if count > 1}, feed.id


def test_every_fact_comes_in_some_feed_and_has_a_label_of_its_own(words: Vocabulary) -> None:
    told = {column.fact for feed in words.feeds.values() for column in feed.columns}
    assert set(words.facts) == told
    labels = Counter(fact.label for fact in words.facts.values())
    assert max(labels.values()) == 1


def test_a_feed_of_an_undeclared_fact_is_refused(shelf: Shelf) -> None:
    kept = tuple(item for item in shelf.items if not isinstance(item.value, Facts))
    with pytest.raises(BadInput, match="没有声明这个事实"):
        vocabulary_of(Shelf(shelf.root, kept, ""))


def test_the_tables_that_facts_name_are_there_and_whole(words: Vocabulary) -> None:
    assert {fact.table for fact in words.facts.values() if fact.table} == set(words.tables)
    for lines in words.tables.values():
        assert all(line.name for line in lines.values())
        assert not {line.parent for line in lines.values() if line.parent} - set(lines)


def test_industries_and_divisions(words: Vocabulary) -> None:
    by_length = Counter(len(code) for code in words.tables["industries"])
    assert by_length == {1: 20, 2: 97, 3: 473, 4: 1381}
    assert [line.code for line in words.ancestors("industries", "6210")] == ["6210", "621", "62", "H"]
    assert words.ancestors("industries", "nonsense") == ()
    townships = words.children("divisions", "140929")
    assert len(townships) == 11
    assert townships[0].name == "岚漪镇"
    assert words.name_in("divisions", "140929") == "岢岚县"
    assert [line.name for line in words.ancestors("divisions", "140929")] == ["岢岚县", "忻州市", "山西省"]
