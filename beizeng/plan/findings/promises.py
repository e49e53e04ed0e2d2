"""Promises of so many (七个一批, 八大工程, 五项任务) against what is listed."""

import re
from collections.abc import Iterator

from beizeng.plan.elements import Finding
from beizeng.plan.findings.figures import whole_sentences
from beizeng.plan.numerals import chinese
from beizeng.plan.passage import Passage
from beizeng.plan.reading import Reading

_COUNT = r"(?P<n>[二两三四五六七八九十]+)"
_QUOTED = re.compile(rf"[“\"「]{_COUNT}(?:个|大|项)(?P<of>[^”\"」]{{1,10}})[”\"」]")
_OPENED = re.compile(
    rf"(?<![第“\"「]){_COUNT}(?:个|大|项|类|条|种|方面)(?P<of>[\u4e00-\u9fff]{{0,8}})(?:：|:|，即|，包括|，分别[是为])"
)
_LIST = re.compile(r"[^，。；：“”、:]{1,20}(?:、[^，。；：“”、:]{1,20}){2,}")
_LIST_AHEAD = re.compile(r"[^，。；：“”、:]{1,20}(?:、[^，。；：“”、:]{1,20}){2,}$")
_ORDINALS = re.compile(r"(?<![\u4e00-\u9fff])([一二三四五六七八九十]+)(?:是|要)")
#: A list that misses the promise by more isn't the list of the promise.
_NEAR = 2


def enumerations(reading: Reading) -> Iterator[Finding]:
    """A promise of so many against the things listed around it in the same sentence."""
    for block in reading.document.blocks:
        for sentence in whole_sentences(block.passage):
            for promise in _QUOTED.finditer(sentence.text):
                yield from _counted(sentence, promise)
            for promise in _OPENED.finditer(sentence.text):
                yield from _listed(sentence, promise)


def _counted(sentence: Passage, promise: "re.Match[str]") -> Iterator[Finding]:
    """“七个一批” before its list, or right behind it."""
    ahead = _LIST_AHEAD.search(sentence.text[: promise.start()])
    if ahead:
        yield from _compared(sentence, promise, ahead[0], ahead.start(), promise.end())
        return
    clauses = sentence.text.partition("；")[0] if promise.end() < sentence.text.find("；") else sentence.text
    listed = [found for found in _LIST.finditer(clauses, promise.end()) if "等" not in found[0][-4:]]
    if listed:
        yield from _compared(sentence, promise, listed[0][0], promise.start(), listed[0].end())


def _listed(sentence: Passage, promise: "re.Match[str]") -> Iterator[Finding]:
    """五项任务：…、…; 三个方面：一是…；二是…. A list that ends in 等 promises no number."""
    behind = sentence.text[promise.end() :]
    ordinals = _ORDINALS.findall(behind)
    if ordinals[:1] == ["一"]:
        yield from _missing(sentence, promise, len(ordinals), promise.start(), len(sentence))
        return
    found = _LIST.match(behind)
    if found and "等" not in found[0][-4:] and found.end() == len(behind):
        yield from _compared(sentence, promise, found[0], promise.start(), len(sentence))


def _compared(sentence: Passage, promise: "re.Match[str]", listed: str, start: int, end: int) -> Iterator[Finding]:
    yield from _missing(sentence, promise, listed.count("、") + 1, start, end)


def _missing(sentence: Passage, promise: "re.Match[str]", length: int, start: int, end: int) -> Iterator[Finding]:
    count, said = chinese(promise["n"]), promise[0].rstrip("：:")
    if 0 < abs(length - count) <= _NEAR:
        yield Finding(
            "enumeration-count",
            "gap",
            f"{said}应有{count}项，本句只列出{length}项，请核实缺的是哪一项"
            if length < count
            else f"{said}应有{count}项，本句列出{length}项，请核实",
            sentence.span_of(start, end),
        )


def projects(reading: Reading) -> Iterator[Finding]:
    """“八大倍增工程” against the projects that the goals set out one by one."""
    if len(reading.projects) < 2:
        return
    start = min(passage.span[0] for passage in reading.project_texts)
    for block in reading.document.blocks:
        for promise in _QUOTED.finditer(block.passage.text):
            kind = promise["of"][-2:]
            named = [project for project in reading.projects if project.name.endswith(kind)]
            count = chinese(promise["n"])
            is_theirs = kind in ("工程", "行动", "计划", "专项") and len(named) == len(reading.projects)
            if is_theirs and block.passage.span[0] < start and 0 < abs(count - len(named)) <= _NEAR:
                yield Finding(
                    "enumeration-count",
                    "gap",
                    f"{promise[0]}应有{count}项，下文分列{len(named)}项，请核实",
                    block.passage.span_of(*promise.span()),
                )
