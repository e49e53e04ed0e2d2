"""The text with its elements marked: every word is shown once, marks and anchors stand where the elements do."""

from beizeng.plan.document import read_document
from beizeng.plan.marking import Paragraph, marked
from beizeng.plan.outline import read
from tests.plan.invented import PLAN, UNITS

OUTLINE = read(PLAN, UNITS)
PARAGRAPHS = marked(PLAN, OUTLINE)


def words(paragraph: Paragraph) -> str:
    return "".join(piece.text for piece in paragraph.pieces)


def test_every_word_is_shown_once() -> None:
    blocks = [block.passage.text for block in read_document(PLAN).blocks if block.passage.text]
    assert [words(paragraph) for paragraph in PARAGRAPHS] == blocks


def test_each_element_has_one_anchor() -> None:
    anchors = [anchor for paragraph in PARAGRAPHS for piece in paragraph.pieces for anchor in piece.anchors]
    assert len(anchors) == len(set(anchors))
    assert {"goal-1", "goal-2", "p1-1", "p2-4", "p2-5", "p3-4", "m-1", "m-4"} <= set(anchors)


def test_marks_cover_the_figures() -> None:
    figures = [piece.text for paragraph in PARAGRAPHS for piece in paragraph.pieces if "figure" in piece.marks]
    assert figures == [quantity.text for measure in OUTLINE.measures for quantity in measure.quantities]
    brackets = "".join(p.text for paragraph in PARAGRAPHS for p in paragraph.pieces if "bracket" in p.marks)
    assert brackets.count("责任单位") == 7


def test_a_finding_stands_beside_its_place() -> None:
    placed = {one.code: words(paragraph) for paragraph in PARAGRAPHS for one in paragraph.findings}
    assert "四个一批" in placed["enumeration-count"]
    assert placed["unit-missing"].startswith("3.办好茶市")
    assert len([one for paragraph in PARAGRAPHS for one in paragraph.findings]) == len(OUTLINE.findings)


def test_a_text_without_anything() -> None:
    assert [words(paragraph) for paragraph in marked("采茶去。", read("采茶去。", ()))] == ["采茶去。"]
