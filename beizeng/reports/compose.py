"""The pure heart: what the rooms know on a day becomes the briefing, every number of it a figure.

composed = compose(given)
composed.briefing.words(composed.briefing.opening)   # the text
composed.records[3]                                  # the records behind figure 3
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from beizeng.reports.content import Briefing, Cell, Paragraph, Part, Phrase, Table
from beizeng.reports.figuring import Figures
from beizeng.reports.given import Given, MeasureGiven, OverdueGiven, PolicyGiven, Source
from beizeng.reports.progress import progress, status
from beizeng.reports.wording import INDICATOR_LIGHTS, MEASURE_LIGHTS, SEVERITIES, day_in_words

MEASURE_HEADS = ("状态", "条数", "举措序号")
OVERDUE_HEADS = ("牵头单位", "件数", "最早到期", "事项")
POLICY_HEADS = ("政策", "符合", "缺数据", "金额", "金额未知")
_UNITS = {
    "符合": "户",
    "缺数据": "户",
    "金额": "万元",
    "金额未知": "户",
}
FINDING_HEADS = ("类别", "问题")
#: So many matters of a unit are named; the rest are counted.
_NAMED = 5


@dataclass(frozen=True)
class Composed:
    """A briefing, and for each of its figures the records behind it."""

    briefing: Briefing
    records: Mapping[int, tuple[str, ...]]


def compose(given: Given) -> Composed:
    """Compose the briefing. The same given always gives the same."""
    figures = Figures()
    opening = _opening(given, figures)
    parts = (
        progress(given, figures),
        _measures(given, figures),
        _overdue(given, figures),
        _entitlements(given, figures),
        _findings(given, figures),
    )
    briefing = Briefing(
        title_lines=given.title_lines,
        to=given.to,
        sender=given.sender,
        period=given.period,
        day=given.day,
        known=given.known,
        is_sample=given.is_sample,
        opening=opening,
        parts=parts,
        figures=tuple(figures.figures),
    )
    return Composed(briefing, figures.records)


def _opening(given: Given, figures: Figures) -> Phrase:
    every = [one for project in given.projects for one in project.indicators]
    if not every:
        return (f"截至{day_in_words(given.day)}，方案还没有指标。",)
    source = Source("方案的指标，含总目标", given.day, given.known)
    total = figures.count("指标", (f"indicator:{one.id}" for one in every), "项", source)
    said: Phrase = (f"截至{day_in_words(given.day)}，方案的", total, "指标")
    words = Counter(status(one) for one in every)
    shown = [word for word in (*INDICATOR_LIGHTS.values(), "只监测", "未知", "未补报") if words[word]]
    for place, word in enumerate(shown):
        kept = (f"indicator:{one.id}" for one in every if status(one) == word)
        query = f"指标在这一天的亮灯或状态为“{word}”"
        number = figures.count(f"指标：{word}", kept, "项", Source(query, given.day, given.known))
        said += ("中，" if place == 0 else "，", _AS_SAID.get(word, word), number)
    return (*said, "。")


_AS_SAID = {"只监测": "只监测不计分", "未知": "名录中无数据", "未补报": "牵头单位未补报"}


def _measures(given: Given, figures: Figures) -> Part:
    query = "举措对应事项的灯（截至起草日）"
    source = Source(query, given.cases_on, given.cases_on)
    groups = {
        word: [one for one in given.measures if one.light == light]
        for light, word in MEASURE_LIGHTS.items()
        if any(one.light == light for one in given.measures)
    }
    total = figures.count("举措", _keys(given.measures), "条", Source("方案的举措", given.cases_on, given.cases_on))
    said: Phrase = (f"截至{day_in_words(given.cases_on)}，", total, "举措")
    rows: list[tuple[Cell, ...]] = []
    for place, (word, ones) in enumerate(groups.items()):
        number = figures.count(f"举措：{word}", _keys(ones), "条", source)
        said += ("中，" if place == 0 else "，", word, number)
        rows.append((word, number, " ".join(str(one.printed) for one in ones)))
    return _part(given, "measures", [(*said, "。")], MEASURE_HEADS, rows)


def _keys(measures: Iterable[MeasureGiven]) -> list[str]:
    return [f"measure:{one.number}" for one in measures]


def _overdue(given: Given, figures: Figures) -> Part:
    if not given.overdue:
        return _part(given, "overdue", [("没有超期的事项。",)], OVERDUE_HEADS, [])
    source = Source("亮红灯的事项，按牵头单位（截至起草日）", given.cases_on, given.cases_on)
    units: dict[str, list[OverdueGiven]] = {}
    for one in given.overdue:
        units.setdefault(one.unit, []).append(one)
    ordered = sorted(units.items(), key=lambda pair: -len(pair[1]))
    total = figures.count("超期事项", (f"case:{one.case_id}" for one in given.overdue), "件", source)
    query = Source("有事项超期的牵头单位", given.cases_on, given.cases_on, figures.records[total])
    said: Phrase = (
        "超期或未设时限的事项共",
        total,
        "，涉及",
        figures.add("超期单位", len(units), "个单位", query),
        "。",
    )
    rows: list[tuple[Cell, ...]] = []
    for unit, ones in ordered:
        number = figures.count(f"超期事项：{unit}", (f"case:{one.case_id}" for one in ones), "件", source)
        days = [one.due_on for one in ones if one.due_on is not None]
        named = "；".join(one.title for one in ones[:_NAMED])
        more = f"；另{len(ones) - _NAMED}件" if len(ones) > _NAMED else ""
        rows.append((unit, number, min(days).isoformat() if days else "未设时限", named + more))
    return _part(given, "overdue", [said], OVERDUE_HEADS, rows)


def _entitlements(given: Given, figures: Figures) -> Part:
    judged = given.judged
    if judged is None:
        return _part(given, "entitlements", [("还没有按政策逐户判定。",)], POLICY_HEADS, [])
    source = Source("按在用政策的条件逐户判定", judged.on, judged.known)
    keys = [f"policy:{one.id}" for one in judged.policies]
    unset = [f"policy:{one.id}" for one in judged.policies if not one.is_amount_set]
    total = figures.count("在用政策", keys, "条", Source("这一天在用的政策", judged.on, judged.known))
    reached = dict.fromkeys(f"entity:{code}" for one in judged.policies for code in one.met)
    some = Source("至少符合一条在用政策的主体", judged.on, judged.known)
    not_set = figures.count("金额未定的政策", unset, "条", Source("文件没有写明金额", judged.on, judged.known))
    said: Phrase = (
        f"按{day_in_words(judged.on)}的名录判定",
        figures.add(
            "判定主体", judged.entities, "户", Source("名录中的全部主体", judged.on, judged.known, ("register:all",))
        ),
        "，在用政策",
        total,
        "，至少符合一条的主体",
        figures.count("符合政策的主体", reached, "户", some),
        "。",
        *_about_amounts(bool(unset), not_set),
    )
    rows = [_policy(one, figures, source) for one in judged.policies]
    paragraphs: list[Phrase] = [said]
    if judged.halted:
        paragraphs.append((f"暂停或停用、不列入的政策：{'、'.join(judged.halted)}。",))
    return _part(given, "entitlements", paragraphs, POLICY_HEADS, rows)


def _about_amounts(is_some: bool, not_set: int) -> Phrase:
    if not is_some:
        return ("各条政策的金额都有文件写明。",)
    return ("其中", not_set, "引用的文件没有写明金额，只判定条件，不列金额。")


def _policy(one: PolicyGiven, figures: Figures, source: Source) -> tuple[Cell, ...]:
    met = figures.count(f"{one.label}：符合", (f"entity:{code}" for code in one.met), "户", source)
    unknown = figures.count(f"{one.label}：缺数据", (f"entity:{code}" for code in one.unknown), "户", source)
    return (one.label, met, unknown, _amount(one, figures, source, met), _without(one, figures, source, met))


def _amount(one: PolicyGiven, figures: Figures, source: Source, met: int) -> Cell:
    if not one.is_amount_set:
        return "未定"
    if one.is_ceiling:
        return "只有上限"
    how = Source(f"符合{one.label}、金额已知的各户之和", source.on, source.known, figures.records[met])
    wan = None if one.amount_yuan is None else one.amount_yuan / 10_000
    return figures.add(f"{one.label}：金额", wan, "万元", how)


def _without(one: PolicyGiven, figures: Figures, source: Source, met: int) -> Cell:
    if not one.is_amount_set or one.is_ceiling:
        return "—"
    how = Source(f"符合{one.label}而金额未知", source.on, source.known, figures.records[met])
    return figures.add(f"{one.label}：金额未知", one.without_amount, "户", how)


def _findings(given: Given, figures: Figures) -> Part:
    if not given.findings:
        return _part(given, "findings", [("没有读出方案文本中的问题。",)], FINDING_HEADS, [])
    source = Source("读方案原文时发现的问题", given.known, given.known)
    keys = (f"finding:{one.place}" for one in given.findings)
    said: Phrase = ("方案文本中发现问题", figures.count("方案问题", keys, "处", source))
    rows: list[tuple[Cell, ...]] = []
    for severity, word in SEVERITIES.items():
        ones = [one for one in given.findings if one.severity == severity]
        if ones:
            keys = (f"finding:{one.place}" for one in ones)
            said += ("，其中" if not rows else "，", word, figures.count(f"方案问题：{word}", keys, "处", source))
            rows += [(word, one.message) for one in ones]
    return _part(given, "findings", [(*said, "。")], FINDING_HEADS, rows)


def _part(
    given: Given, part_id: str, phrases: Iterable[Phrase], heads: tuple[str, ...], rows: Iterable[tuple[Cell, ...]]
) -> Part:
    return Part.model_validate(
        {
            "id": part_id,
            "title": given.part_titles[part_id],
            "paragraphs": tuple(Paragraph(phrase=phrase) for phrase in phrases),
            "table": Table(
                heads=heads, rows=tuple(rows), units={head: _UNITS[head] for head in heads if head in _UNITS}
            ),
        }
    )
