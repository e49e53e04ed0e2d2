"""Targets in a text: from–to, levels, growth, multiples, and those said in words only."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from beizeng.plan import phrases
from beizeng.plan.elements import Comparator, Indicator, Number
from beizeng.plan.numerals import ARABIC, number
from beizeng.plan.passage import Passage
from beizeng.plan.quantities import read_quantities

_GROWTH = r"增加|增长|提高|提升|上升|下降|降低|减少|压减|缩短"
_REACHES = re.compile(
    rf"(?:达到|达|保持在|稳定在|维持在|稳定到|增至|扩大到|发展到|降[到至]|(?:{_GROWTH})[到至]|实现|为|占比?"
    rf"|(?P<growth>(?:年均)?(?:{_GROWTH})))\s*$"
)
_FROM = re.compile(
    rf"[由从](?:目前|现在|现有|当前|原来|原有)?的?\s*(?P<base>{ARABIC})\s*[\u4e00-\u9fff%％]{{1,4}}?"
    rf"(?:{_GROWTH}|发展|扩大|降|增|达)?[到至]?\s*$"
)
_FROM_HERE = re.compile("[由从](?:目前|现在|现有|当前|原来|原有)?的?$")
_MAKES = re.compile(
    r"新?(?:培育|打造|建成|建设|创建|引进|新增|认定|扶持|发展|完成|实施|签约|落地|建立|设立|形成|选树|选育|推广|吸纳|带动|新建"
    r"|改造|改建|扩建|招引|引育|修复|整治|安置|帮扶|举办|组织|培训)(?:壮大|并|和|出)?"
)
_NOUN = re.compile(r"[\u4e00-\u9fff“”A-Za-z]{2,20}")
_IN_WORDS = re.compile(
    r"(?:超过|高于|不低于|达到|优于)(?:全市|全省|全国|全县|同期|周边)[\u4e00-\u9fff]{0,6}?(?:平均水平|平均值|平均|先进水平)"
)
_WORD_COMPARATORS: dict[str, Comparator] = {
    "超过": "more_than",
    "高于": "more_than",
    "优于": "more_than",
    "不低": "at_least",
}
#: 超十亿元企业, 百亿级园区: the figure is part of a name.
_NAMING = re.compile(r"(?:以上|以下)?(?:级|企业|项目|产业|园区|集群|斤粮)")
#: 甲、乙、丙分别达到1户、2户、3户, 2030年、2031年分别新增1户、2户: so many figures as names or years.
_RESPECTIVELY = re.compile(r"(?P<list>[^，。；：]{2,80})分别")
_YEARS = re.compile(r"(20\d{2})年")
#: 同比增长: what grows is said before.
_GROWTH_ALONE = re.compile(rf"(?:同比|年均|平均|每年|[较比][\u4e00-\u9fff\d]{{2,6}})?(?:{_GROWTH})")
#: A clause that is nothing but a name and a figure: 市级园区3个.
_BARE_NAME = re.compile(r"[^，。；：、\d的给按对为每从由在奖补需要可]{2,24}")
#: How many characters before a figure may bear on it; nobody writes longer clauses.
_REACH = 300
_KINDS = ("count", "share", "amount", "area", "size", "ratio")


@dataclass(frozen=True)
class Target:
    """A target with what the findings need beside it.

    ``base_year``: the year it is compared with, if said; ``is_growth``: a change, not a level; ``total``: the index of
    the target of which this one is a part (其中), in the same text.
    """

    indicator: Indicator
    base_year: int | None = None
    is_growth: bool = False
    total: int | None = None


@dataclass(frozen=True)
class _Figure:
    """A figure or a target in words, at ``start:end`` of its sentence."""

    start: int
    end: int
    value: Number | None
    unit: str | None
    comparator: Comparator
    is_bounded: bool


@dataclass(frozen=True)
class _About:
    """What a figure is about: the name, and the ranges of its words and of the whole statement."""

    name: str
    words_from: int
    end: int
    baseline: Number | None = None
    is_growth: bool = False


def read_targets(passage: Passage) -> tuple[Target, ...]:
    """The targets of a goal's or a project's text, in order. A deadline holds until another is named."""
    targets: list[Target] = []
    until: datetime.date | None = None
    for sentence in passage.sentences():
        first = len(targets)
        for target in _in_sentence(sentence, until):
            targets.append(target if target.total is None else replace(target, total=target.total + first))
        until = phrases.deadline(sentence.text) or until
    return tuple(_without_restated(targets))


def _in_sentence(sentence: Passage, until: datetime.date | None) -> Iterator[Target]:
    text = sentence.text
    done: list[tuple[int, Target]] = []
    before_end = 0
    figures = _figures(sentence)
    shared = _shared_out(text, figures)
    for figure in figures:
        far = max(before_end, figure.start - _REACH)
        opens = max(far, *(text.rfind(mark, far, figure.start) + 1 for mark in "，：,"))
        if figure.start in shared and done and text[figure.start - 1] in "、和":
            about: _About | None = _About(shared[figure.start][0], figure.start, figure.end)
        else:
            about = _about(text, opens, figure, follows=_follows(text, before_end, figure, done))
        if about is None:
            continue
        if not about.name or (done and _GROWTH_ALONE.fullmatch(about.name)):
            about = replace(about, name=_left_out(text, opens, done) + about.name)
        before_end = about.end
        while opens < len(text) and text[opens] in "，、, ":
            opens += 1
        for target in _targets(sentence, opens, figure, about, until):
            if figure.start in shared:
                target = _share(target, shared[figure.start])
            total = _total(text, figure.start, target, done)
            done.append((about.end, replace(target, total=total)))
            yield done[-1][1]


def _shared_out(text: str, figures: list[_Figure]) -> dict[int, tuple[str, str]]:
    """Place of a figure → which of the listed names or years it is of, and the name that all have in common."""
    shared: dict[int, tuple[str, str]] = {}
    for found in _RESPECTIVELY.finditer(text):
        names = [piece for piece in re.split("[、和]", found["list"]) if piece]
        behind = [one for one in figures if one.start >= found.end()]
        run = behind[:1]
        for one in behind[1:]:
            if text[run[-1].end : one.start] not in ("、", "和"):
                break
            run.append(one)
        if len(run) == len(names) > 1:
            verb = _MAKES.search(text, found.end(), run[0].start)
            common = text[verb.end() : run[0].start] if verb else ""
            shared |= {one.start: (name, common) for one, name in zip(run, names, strict=True)}
    return shared


def _share(target: Target, share: tuple[str, str]) -> Target:
    name, common = share
    year = _YEARS.search(name)
    one = target.indicator
    if not year:
        return replace(target, indicator=replace(one, name=name))
    return replace(
        target, indicator=replace(one, name=common or one.name, deadline=datetime.date(int(year[1]), 12, 31))
    )


def _follows(text: str, before_end: int, figure: _Figure, done: list[tuple[int, Target]]) -> bool:
    """Whether a figure goes on with the list of the target before it, or is a part of it (其中)."""
    between = text[before_end : figure.start]
    if not done:
        return False
    if between.startswith("、"):
        return True
    same = done[-1][1].indicator.unit == figure.unit
    name = between.lstrip("，, ").removeprefix("其中").lstrip("，：: ")
    return same and between[:1] in tuple("，,") and bool(_BARE_NAME.fullmatch(name))


def _figures(sentence: Passage) -> list[_Figure]:
    place = {offset: at for at, offset in enumerate(sentence.offsets)}
    found = [
        _Figure(
            place[quantity.span[0]],
            place[quantity.span[1] - 1] + 1,
            quantity.value,
            quantity.unit,
            quantity.comparator,
            not quantity.text[0].isdigit(),
        )
        for quantity in read_quantities(sentence)
        if quantity.kind in _KINDS and not _NAMING.match(sentence.text, place[quantity.span[1] - 1] + 1)
    ]
    for words in _IN_WORDS.finditer(sentence.text):
        comparator = _WORD_COMPARATORS.get(words[0][:2], "equal")
        found.append(_Figure(words.start(), words.end(), None, None, comparator, True))
    return sorted(found, key=lambda figure: figure.start)


def _about(text: str, opens: int, figure: _Figure, *, follows: bool) -> _About | None:
    """What a figure is a target of; None: it is no target (it describes, or it is the baseline of the next one)."""
    ahead = text[opens : figure.start]
    if figure.comparator == "ratio" or figure.value is None:
        start, end = phrases.subject(ahead)
        return _About(ahead[start:end], opens + end, figure.end)
    came = _FROM.search(ahead)
    if came:
        start, end = phrases.subject(ahead[: came.start()])
        return _About(ahead[start:end], opens + came.start(), figure.end, number(came["base"]))
    if _is_baseline(text, figure):
        return None
    reaches = _REACHES.search(ahead)
    if reaches:
        return _level(ahead, opens, figure, reaches)
    makes = _MAKES.search(ahead)
    if makes:
        return _made(text, opens, figure, makes.start(), makes.end())
    if figure.is_bounded:
        start, end = phrases.subject(ahead)
        noun = _NOUN.match(text, figure.end)
        stop = noun.end() if noun else figure.end
        return _About(ahead[start:end] + (noun[0] if noun else ""), figure.start, stop)
    start, end = phrases.subject(ahead)
    return _About(ahead[start:end], figure.start, figure.end) if follows and end > start else None


def _is_baseline(text: str, figure: _Figure) -> bool:
    return bool(_FROM_HERE.search(text, max(figure.start - 5, 0), figure.start)) and any(
        mark in text[figure.end : figure.end + 6] for mark in "到至达"
    )


def _level(ahead: str, opens: int, figure: _Figure, reaches: "re.Match[str]") -> _About:
    start, end = phrases.subject(ahead[: reaches.start()])
    name = ahead[start:end]
    growth = reaches["growth"] or ""
    year = phrases.base_year(ahead)
    name += (f"较{year}年" if growth and year else "") + growth
    return _About(name, opens + reaches.start(), figure.end, is_growth=bool(growth) or name.endswith(("率", "增速")))


def _made(text: str, opens: int, figure: _Figure, verb: int, behind: int) -> _About:
    """培育某企业27户: the noun stands before the figure; 打造1个强镇: behind it."""
    noun = text[opens + behind : figure.start].strip()
    if noun:
        return _About(noun, opens + verb, figure.end)
    after = _NOUN.match(text, figure.end)
    if after:
        return _About(after[0], opens + verb, after.end())
    start, end = phrases.subject(text[opens : opens + verb])
    name = text[opens + start : opens + end]
    return _About(
        name if name and not name.startswith("每") else name + text[opens + verb : opens + behind], opens, figure.end
    )


def _left_out(text: str, opens: int, done: list[tuple[int, Target]]) -> str:
    """The subject of a clause that names none: that of the clause before it, or of the target before it."""
    far = max(0, opens - _REACH)
    clause_from = max(far, *(text.rfind(mark, far, max(0, opens - 1)) + 1 for mark in "，：,"))
    clause = text[clause_from : max(clause_from, opens - 1)]
    start, end = phrases.subject(clause)
    return phrases.grew(clause[start:end]) or (done[-1][1].indicator.name if done else "")


def _targets(
    sentence: Passage, opens: int, figure: _Figure, about: _About, until: datetime.date | None
) -> Iterator[Target]:
    ahead = sentence.text[max(0, figure.start - _REACH) : figure.start]
    year = phrases.base_year(ahead)
    for name in phrases.enumerated(about.name):
        indicator = Indicator(
            name=f"{name[:-2]}较{year}年{name[-2:]}" if _lacks_year(name, year, about) else name,
            baseline=about.baseline,
            target=figure.value,
            comparator=figure.comparator,
            unit=figure.unit,
            deadline=phrases.deadline(ahead) or until,
            modality=phrases.modality(ahead),
            stated=sentence.text[about.words_from : about.end].strip(),
            span=sentence.span_of(min(opens, figure.start), about.end),
            base_year=year,
        )
        yield Target(indicator, year, about.is_growth)


def _lacks_year(name: str, year: int | None, about: _About) -> bool:
    """A growth since a year named earlier in the sentence: the name says since when, or it would read as yearly."""
    return about.is_growth and year is not None and not name.endswith("率") and f"较{year}年" not in name


def _total(text: str, start: int, target: Target, done: list[tuple[int, Target]]) -> int | None:
    among = text.rfind("其中", max(0, start - _REACH), start)
    if among < 0:
        return None
    total = next((at for at in range(len(done) - 1, -1, -1) if done[at][0] <= among), None)
    if total is None or done[total][1].indicator.unit != target.indicator.unit:
        return None
    return total


def _without_restated(targets: list[Target]) -> Iterator[Target]:
    """Drop 实现倍增 where the same text gives the figures of the same thing: it is the same target said twice."""
    exact = {_bare(target.indicator.name) for target in targets if target.indicator.baseline is not None}
    for target in targets:
        if target.indicator.comparator != "ratio" or _bare(target.indicator.name) not in exact:
            yield target


def _bare(name: str) -> str:
    return re.sub("^(?:全县|全市|全省|全区)|(?:总数|总量|数量)$", "", name)
