"""No text makes the reader fail; every place it names lies in the text."""

import subprocess
import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from beizeng.plan.elements import Outline
from beizeng.plan.outline import read
from tests.plan.invented import PLAN, UNITS

_PIECES = st.sampled_from(
    [
        *PLAN.split("\n"),
        "（责任单位：",
        "）",
        "——",
        "翻一番",
        "由3家增加到",
        "。",
        "\f",
        "1.",
        "（一）",
        "“七个一批”",
        "其中",
    ]
)


def _inside(outline: Outline, text: str) -> None:
    spans = [
        *(one.span for one in outline.goals),
        *(one.span for project in outline.projects for one in project.indicators),
        *(measure.span for measure in outline.measures),
        *(quantity.span for measure in outline.measures for quantity in measure.quantities),
        *(bracket.span for bracket in outline.brackets),
        *(finding.span for finding in outline.findings),
    ]
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    for measure in outline.measures:
        for quantity in measure.quantities:
            compact = "".join(text[slice(*quantity.span)].split())
            assert "".join(quantity.text.split()) == compact.replace("*", "")


@given(st.integers(0, len(PLAN)), st.integers(0, len(PLAN)))
@settings(max_examples=60)
def test_cut_anywhere(start: int, end: int) -> None:
    text = PLAN[min(start, end) : max(start, end)]
    _inside(read(text, UNITS), text)


@given(st.lists(_PIECES, max_size=25), st.sampled_from(["\n", "", "\n\n"]))
@settings(max_examples=80)
def test_joined_in_any_order(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    _inside(read(text, UNITS), text)


@given(
    st.text(alphabet="一二（）()、，。：:①—*# \n\r1234567890年月户家%由到增加翻番每责任单位牵头负责“”", max_size=120)
)
@settings(max_examples=120)
def test_any_text(text: str) -> None:
    _inside(read(text, ()), text)


def test_reading_by_the_command_waits_for_no_other_rooms_libraries(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    asked = (
        "import sys; from beizeng.cli import main\n"
        "sys.argv[1:] = ['plan', 'read', 'plan.txt', '--json']\n"
        "try: main()\n"
        "except SystemExit as end: print(end.code, [n for n in ('polars', 'sqlglot') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 []"
