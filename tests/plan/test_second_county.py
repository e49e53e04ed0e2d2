"""A second, invented county made as `docs/how-to/bring-your-plan.md` says: nothing of the house is one county's own."""

import datetime
import re
from pathlib import Path

import pytest
from django.test import Client

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.people.actions import adopt_units
from beizeng.base.people.actor import house
from beizeng.base.people.models import Unit
from beizeng.cases import queries as cases
from beizeng.cli.door import run
from beizeng.indicators.catalogue import catalogue
from beizeng.plan import actions, queries
from beizeng.plan.outline import read
from beizeng.plan.proposal import files_of
from beizeng.plan.shelf import programme_on
from beizeng.register.vocabulary import vocabulary
from beizeng.rules.queries import policies
from beizeng.spec import Shelf, load_shelf
from beizeng.spec.indicator import Indicators
from beizeng.spec.loading import packs_root
from beizeng.spec.people import Units
from beizeng.spec.places import Place
from tests.factories import HoldingFactory
from tests.house.source import PACKAGE

pytestmark = pytest.mark.thorough

AT = datetime.datetime(2033, 5, 4, 9, tzinfo=SHANGHAI)
TEXT = packs_root() / "wuyou" / "plan" / "as-issued.txt"


@pytest.fixture
def wuyou(data: Path) -> Path:
    (data / "place").write_text("wuyou\n", encoding="utf-8")
    return data


@pytest.fixture
def running(wuyou: Path, db: None) -> Path:
    by = house("setup")
    adopt_units(shelf=load_shelf(), by=by, at=AT)
    actions.open_programme(shelf=load_shelf(), by=by, at=AT)
    actions.open_measures(by=by, at=AT)
    return wuyou


def text_of(client: Client, address: str) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == 200, address
    text = response.content.decode()
    assert "UNDEFINED" not in text, address
    return text


def test_the_pack_says_what_the_guide_makes_of_the_text(wuyou: Path) -> None:
    national = [unit for file in load_shelf(place="national").all(Units) for unit in file.units]
    text = TEXT.read_text(encoding="utf-8")
    made = files_of("wuyou-2033", text, read(text, national), national, office="县政府办")
    root = wuyou / "made"
    for address, content in {"people/place.yaml": "kind: place\nname: 无\n", **made}.items():
        path = root / "wuyou" / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    drafted, kept = said(load_shelf(root)), said(load_shelf(place="wuyou"))
    assert drafted.pop("units") <= kept.pop("units"), "a unit that was added by hand may be more, none may be missing"  # type: ignore[operator]
    assert drafted == kept


def said(shelf: Shelf) -> dict[str, object]:
    """What a place's plan says, whatever its layout."""
    units = {unit.id: unit.name for file in shelf.all(Units) for unit in file.units}
    programme, files = programme_on(shelf)
    return {
        "units": set(units.values()),
        "office": {units[file.leading_group_office] for file in shelf.all(Units) if file.leading_group_office},
        "targets": [
            (one.name, one.baseline, one.target, one.unit, one.deadline)
            for one in (*programme.goals, *(each for project in programme.projects for each in project.indicators))
        ],
        "measures": [
            (
                one.number,
                one.title,
                [units[unit] for unit in one.responsible.lead],
                [(each.value, each.unit) for each in one.figures],
            )
            for file in files
            for one in file.measures
        ],
        "meetings": [(one.measure, one.every) for one in programme.meetings],
        "indicators": {one.id for file in shelf.all(Indicators) for one in file.indicators},
    }


def test_no_sentence_of_a_plan_is_in_its_draft() -> None:
    text = TEXT.read_text(encoding="utf-8")
    made = "".join(files_of("x", text, read(text, []), [], office=None).values())
    for sentence in ("补齐路灯和标识", "讲好民宿和手工业的故事", "坚持群众自愿"):
        assert sentence in text
        assert sentence not in made


@pytest.mark.django_db
def test_its_programme_runs(running: Path) -> None:
    by = house("setup")
    assert queries.measures(viewer=by).count() == 9
    assert [target.key for target in queries.goals(viewer=by)] == ["goal-1", "goal-2", "goal-3"]
    assert {measure.lead_state for measure in queries.measures(viewer=by)} == {"named"}
    (case,) = cases.of_subject("measure:4", viewer=by)
    assert (case.kind, case.number, case.lead_unit_id) == ("wuyou-measure", "乌任2033-004", "wenlv")
    assert datetime.date(2035, 12, 31) in {clock.due_on for clock in cases.clocks(case)}
    loaded = actions.load_text(content=TEXT.read_bytes(), name=TEXT.name, by=by, at=AT)
    assert loaded.differences == []


PAGES = (
    "/programme", "/plan", "/measures/4", "/cockpit", "/cockpit/projects", "/cases", "/indicators",
    "/indicators/goal-1", "/policies", "/entities", "/feeds", "/unit", "/today", "/screening", "/reports", "/ledger",
)  # fmt: skip


@pytest.mark.django_db
def test_its_pages_show_nothing_of_another_county(running: Path) -> None:
    office = Client(headers={"host": "127.0.0.1"})
    office.force_login(HoldingFactory(post__role="leading_group_office", post__unit_id="zhengfu").user)
    for address in PAGES:
        text = text_of(office, address)
        assert not re.search("岢岚|山西|岚漪|140929", text), address
    assert "wuyou-measure" in text_of(office, "/cockpit")


@pytest.mark.django_db
def test_the_shelf_of_one_county_holds_nothing_of_another(running: Path) -> None:
    assert set(catalogue()) == {f"goal-{n}" for n in (1, 2, 3)} | {f"p1-{n}" for n in (1, 2, 3, 4)} | {"p2-1"}
    assert {row.entry.place for row in policies(on=AT.date())} == {"national"}
    assert set(Unit.objects.values_list("place", flat=True)) == {"wuyou"}
    assert "divisions" not in vocabulary().tables
    own = {unit.id for file in load_shelf(place="kelan").all(Units) for unit in file.units}
    assert "lanyi" in own
    assert "zixu" not in own


@pytest.mark.django_db
def test_commands_run_for_it(running: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "open"]) == 0
    assert "本次交办0条举措" in capsys.readouterr().out
    assert run(["plan", "load", str(TEXT)]) == 0
    assert "与数据包一致" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_folder_keeps_its_place(wuyou: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--place", "wuyou"]) == 0
    assert "乌有县" in capsys.readouterr().out
    assert run(["init", "--place", "kelan"]) != 0
    assert "各县的数据不能混在一起" in capsys.readouterr().err
    assert run(["init", "--place", "nowhere"]) != 0
    assert "没有这个地方" in capsys.readouterr().err


def test_a_draft_goes_into_a_place_of_the_shelf_only(wuyou: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "draft", str(TEXT), "x", str(wuyou / "elsewhere")]) != 0
    assert "不在数据包的文件夹里" in capsys.readouterr().err
    own = wuyou / "packs" / "newtown"
    (own / "people").mkdir(parents=True)
    (own / "people" / "place.yaml").write_text("kind: place\nname: 新县\nwithin: national\n", encoding="utf-8")
    assert run(["plan", "draft", str(TEXT), "x", str(own)]) == 0
    assert load_shelf(place="newtown").places() == ("national", "newtown")
    assert (own / "indicators" / "x.yaml").exists()


def test_no_code_names_a_place() -> None:
    shelf = load_shelf(packs_root())
    words = set(shelf.places()) - {"national"}
    for place in shelf.all(Place):
        if place.within:
            short = re.sub("（.*", "", place.name)[:-1]
            words |= {short} | ({place.division} if len(place.division or "") == 6 else set())
    found = [
        f"{path.relative_to(PACKAGE)}: {word}"
        for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")])
        for word in words
        if "migrations" not in path.parts and word in path.read_text(encoding="utf-8")
    ]
    assert found == ["api/register.py: 140929"], (
        "a place's own words belong in its packs (the one left: an invented code, as an example)"
    )
