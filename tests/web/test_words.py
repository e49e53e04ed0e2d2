"""Words of the pages: every verb of the ledger has a name; nothing shown is left out of translation."""

import importlib
import re

import pytest
from django.template.loader import get_template

from beizeng.base.ledger.actions import ACTIONS
from beizeng.web.lights import ORDER, WORDS, light_of, tallies
from beizeng.web.verbs import VERBS
from tests.house.source import PACKAGE, modules

TEMPLATES = PACKAGE / "web" / "templates"
CHINESE = re.compile(r"[一-鿿]")


def test_every_verb_has_a_name_on_pages():
    for path in modules():
        if path.stem == "actions" or path.parent.name == "actions":
            importlib.import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
    verbs = {verb for verb in ACTIONS if not verb.startswith("test.")}
    assert not verbs - set(VERBS), f"name these in web/verbs.py: {verbs - set(VERBS)}"
    assert not set(VERBS) - verbs, f"no such actions: {set(VERBS) - verbs}"


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_every_chinese_word_of_a_template_can_be_translated(path):
    text = path.read_text(encoding="utf-8")
    # the unit after a number is looked up by the filter, in singular and plural
    translated = r"{% blocktranslate.*?{% endblocktranslate %}|{% translate .*?%}|\|count:\"[^\"]*\""
    text = re.sub(rf"{{% comment %}}.*?{{% endcomment %}}|{{#.*?#}}|{translated}", "", text, flags=re.DOTALL)
    # the name of a language is written in that language
    bare = [line.strip() for line in text.replace(">中文<", "><").splitlines() if CHINESE.search(line)]
    assert not bare, f"wrap in translate: {bare}"


@pytest.mark.parametrize("path", sorted((TEMPLATES / "_components").glob("*.html")), ids=lambda path: path.name)
def test_a_component_says_what_it_takes(path):
    assert path.read_text(encoding="utf-8").startswith("{% comment %}\n"), f"{path.name}: begin with its parameters"
    assert get_template(f"_components/{path.name}")


def test_every_light_has_a_word_and_a_shape():
    shapes = (TEMPLATES / "_components" / "shape.html").read_text(encoding="utf-8")
    for light in ORDER:
        assert WORDS[light]
        assert f'"{light}"' in shapes or light == "waiting"


def test_an_open_matter_without_a_limit_is_no_ordinary_red():
    assert str(light_of("red").word) == "未设时限"
    assert light_of("nonsense").light == "none"
    assert [tally.light.light for tally in tallies({"green": 2, "red": 1, "amber": 0})] == ["red", "green"]
