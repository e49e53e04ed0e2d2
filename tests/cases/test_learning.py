"""The suggestion of a class: learned from complaints given out elsewhere, checked on those held apart, with reasons."""

import gzip
import json
from pathlib import Path

import pytest
from django.test import Client
from typer.testing import CliRunner

from beizeng.base.clock.now import DEMO_MARK
from beizeng.cases import learning
from beizeng.cli import cases
from beizeng.spec.case_classes import Class
from beizeng.spec.errors import BadInput
from tests.cases.test_hotline import complain
from tests.factories import HoldingFactory, UnitFactory

pytestmark = pytest.mark.thorough

OFFICES = {"market": Class(unit="shichang", offices=("市场监管",)), "tax": Class(unit="shuiwu", offices=("税务",))}
WORDS = {"市市场监管局": ("摊位票据", "秤不准", "过期食品"), "县税务局": ("发票领用", "税款退还", "申报系统")}
COMPLAINTS = Path(__file__).parents[3] / "shared/data/complaints/neijiang_A.csv.gz"


def given_out() -> list[tuple[str, str]]:
    """Invented complaints: each speaks of one of three things, at different places and times."""
    return [
        (f"{place}第{number}次反映{word}", office)
        for office, words in WORDS.items()
        for word in words
        for place in ("东街", "西街", "南关")
        for number in range(20)
    ]


def trained() -> learning.Model:
    rows, _left_out = learning.labelled(given_out(), OFFICES)
    return learning.train(rows, source="示例", made_at="2024-09-30T09:00")


def test_it_names_the_class_and_the_words_that_led_to_it() -> None:
    first, *_others = trained().suggest("北街的摊位票据没有给")
    assert first.topic == "market"
    assert first.share > 0.5
    assert any(word in "摊位票据" for word in first.words)
    assert trained().suggest("zzz") == ()


def test_what_is_held_apart_is_not_learned_and_the_report_counts_it() -> None:
    rows, _left_out = learning.labelled(given_out(), OFFICES)
    report = trained().report
    held = [text for text, _topic in rows if learning.is_held_apart(text)]
    assert (report.trained, report.held) == (len(rows) - len(held), len(held))
    assert report.right == report.held
    assert sum(one.right for one in report.classes) == report.right
    assert 0 < report.usual < report.held


def test_the_same_text_counts_once_and_offices_of_no_class_are_counted() -> None:
    rows, left_out = learning.labelled(
        [("甲", "县税务局"), ("甲", "县税务局"), ("乙", "某县政府"), (" ", "县税务局")], OFFICES
    )
    assert rows == [("甲", "tax")]
    assert left_out == {"某县政府": 1, "县税务局": 1}


def test_too_little_to_learn_from_is_said() -> None:
    with pytest.raises(BadInput, match="不到两个"):
        learning.train([("甲", "tax")] * 30, source="示例", made_at="")


def test_a_kept_model_says_the_same_and_keeps_no_text(tmp_path: Path) -> None:
    model = trained()
    path = model.write(tmp_path / learning.FOLDER)
    again = learning.model_in(tmp_path)
    assert again is not None
    assert again.report == model.report
    assert again.suggest("税款退还太慢") == model.suggest("税款退还太慢")
    assert "第7次反映税款退还".encode() not in path.read_bytes()
    assert learning.model_in(tmp_path / "none") is None


def written(path: Path) -> Path:
    lines = ["title,handled_by", *(f"{text},{office}" for text, office in given_out())]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    return path


@pytest.mark.django_db
def test_the_command_trains_and_prints_how_well_each_class_is_recognised(data: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "given.csv.gz")
    shown = CliRunner().invoke(cases.app, ["train", "--from", str(file)]).stdout
    assert "税费" in shown
    assert "未参加训练" in shown
    report = json.loads(CliRunner().invoke(cases.app, ["train", "--from", str(file), "--json"]).stdout)["report"]
    assert {one["topic"] for one in report["classes"]} == {"market", "tax"}
    with pytest.raises(BadInput, match="没有这一列"):
        CliRunner().invoke(cases.app, ["train", "--from", str(file), "--text", "x"], catch_exceptions=False)


@pytest.mark.django_db
def test_the_dispatch_page_shows_the_reasons_and_decides_nothing(data: Path, county: None) -> None:
    (data / DEMO_MARK).write_text("day: 2024-03-12\n", encoding="utf-8")
    case = complain(gist="示例：领发票", story="发票领用排队", topic="other")
    client = Client(headers={"host": "127.0.0.1"})
    unit = UnitFactory(id="zhengfuban")
    client.force_login(HoldingFactory(post__role="hotline_agent", post__unit=unit).user)
    address = f"/cases/{case.pk}/dispatch"
    untrained = client.get(address).content.decode()
    assert "还没有训练过" in untrained
    assert "发票领用排队" in untrained  # who dispatches reads what was asked
    trained().write(data / learning.FOLDER)
    page = client.get(address)
    assert "按内容像“税费”（县税务局）" in page.content.decode()
    assert "发票" in page.content.decode()
    assert page.context["form"]["topic"].value() == "other"
    assert not page.context["form"]["unit"].value()


@pytest.mark.slow
@pytest.mark.skipif(not COMPLAINTS.exists(), reason="needs shared/data/complaints")
@pytest.mark.django_db
def test_real_complaints_are_recognised_far_better_than_by_always_saying_the_most_frequent(data: Path) -> None:
    arguments = ["train", "--from", str(COMPLAINTS), "--json"]
    report = json.loads(CliRunner().invoke(cases.app, arguments).stdout)["report"]
    assert report["held"] > 300
    assert report["right"] / report["held"] > 0.6
    assert report["right"] > 2 * report["usual"]
