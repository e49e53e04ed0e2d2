"""Indicators: all by project (`/indicators`), one with chart and versions, the records behind each number."""

import datetime
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING
from typing import Any

from django import forms
from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beizeng.base.clock.now import local_day
from beizeng.base.people import queries as people
from beizeng.base.ports.papers import path_of
from beizeng.indicators import queries
from beizeng.indicators.breakdown import breakdown
from beizeng.indicators.forecast import Supposed
from beizeng.indicators.measure import words
from beizeng.indicators.prospect import foresee
from beizeng.indicators.queries import COUNTED, UNKNOWN, Figures, Group, Value
from beizeng.register.vocabulary import vocabulary
from beizeng.spec.errors import BadInput
from beizeng.web.access import PageRequest, page
from beizeng.web.indicator_chart import chart
from beizeng.web.indicator_rows import in_words, records_address, series_row, shown
from beizeng.web.lights import Light, Tally
from beizeng.web.register import ENTITIES

WORDS: dict[str, Promise] = {
    "red": gettext_lazy("落后"),
    "amber": gettext_lazy("偏慢"),
    "green": gettext_lazy("按进度"),
    "none": gettext_lazy("不亮灯"),
}
_SOURCES: dict[str, Promise] = {
    "plan": gettext_lazy("方案所写"),
    "register": gettext_lazy("由名录计量，不是方案所定"),
    "reported": gettext_lazy("单位补报"),
    "missing": gettext_lazy("基数缺失"),
}

_WAYS: dict[str, Promise] = {"township": gettext_lazy("乡镇"), "section": gettext_lazy("行业")}
_SIDES: dict[str, Promise] = {"entered": gettext_lazy("本季新进"), "left": gettext_lazy("本季退出")}

_TOLD_BY: dict[str, Promise] = {"register": gettext_lazy("名录计量"), "reported": gettext_lazy("单位填报")}


class WhatIf(forms.Form):
    """By how many percent comings, goings or the pace should differ from what they were."""

    births = forms.DecimalField(label=gettext_lazy("新进多（%）"), required=False, min_value=-100, max_value=1000)
    deaths = forms.DecimalField(label=gettext_lazy("退出多（%）"), required=False, min_value=-100, max_value=1000)
    pace = forms.DecimalField(label=gettext_lazy("每年变化多（%）"), required=False, min_value=-100, max_value=1000)

    def __init__(self, data: Any, *, is_counted: bool) -> None:
        super().__init__(data)
        for name in ("pace",) if is_counted else ("births", "deaths"):
            del self.fields[name]

    def is_asked(self) -> bool:
        """Whether anything is to differ, by numbers that can be."""
        return self.is_valid() and any(self.cleaned_data.values())

    def supposed(self) -> Supposed:
        """The form's answer."""
        return Supposed.percent(**{name: value or 0 for name, value in self.cleaned_data.items()})


def light_of(figures: Figures) -> Light:
    """The light of an indicator with its word; the rule holds its numbers."""
    return Light(figures.light.colour, WORDS[figures.light.colour], figures.light.rule)


@dataclass(frozen=True)
class Row:
    """An indicator as tables show it: numbers as text, or empty where they are unknown."""

    figures: Figures
    light: Light
    baseline: str
    target: str
    path: str
    actual: str
    behind: str
    pace: str


def row_of(figures: Figures) -> Row:
    """The indicator in words, with the address of what lies behind its actual value."""
    return Row(
        figures,
        light_of(figures),
        baseline=_base_value(figures),
        target=_target(figures),
        path=shown(figures.path, ROUND_CEILING),
        actual=shown(figures.actual.value if figures.actual else None),
        behind=behind(figures),
        pace=figures.pace.words if figures.pace else "",
    )


def _base_value(figures: Figures) -> str:
    """The baseline; of a growth, the count that it grows from, which has a unit of its own."""
    value = shown(figures.base.value)
    is_growth = figures.one.definition.how.kind in ("index", "annual")
    return _("%(count)s 户") % {"count": value} if value and is_growth else value


def _target(figures: Figures) -> str:
    """The target as a number; in the plan's words where it needs a baseline that is missing, or gives no number."""
    target = figures.one.target
    if figures.aim is not None:
        return words(figures.aim.value)
    if target.comparator == "ratio" and target.target is not None:
        return _("基数的 %(times)s 倍") % {"times": target.target}
    return target.stated or ""


def behind(figures: Figures) -> str:
    """The address of the records behind the actual value: its entities, or the reports of the unit."""
    if figures.one.definition.how.is_reported or figures.actual is None:
        return f"/indicators/{figures.one.id}#versions"
    return records_address(figures.one.id, figures.actual)


def lights_of(groups: Iterable[Group]) -> list[Tally]:
    """How many indicators show each light, the most urgent first."""
    counts = Counter(figures.light.colour for group in groups for figures in group.figures)
    return [Tally(Light(colour, word), counts[colour]) for colour, word in WORDS.items() if counts[colour]]  # type: ignore[arg-type,index]


@page("indicators.read")
def indicators(request: PageRequest) -> HttpResponse:
    """All indicators by project on a day: baseline, target, path, actual, light, pace."""
    day = _day(request)
    groups = queries.board(day=day, viewer=request.viewer)
    context = {
        "day": day,
        "groups": [(group, [row_of(figures) for figures in group.figures]) for group in groups],
        "tallies": lights_of(groups),
        "latest": local_day(request.at),
        "is_behind": queries.is_behind(on=local_day(request.at)),
        "as_of": _as_of(request, day),
    }
    return render(request, "indicators/board.html", context)


@page("indicators.read")
def indicator(request: PageRequest, indicator_id: str) -> HttpResponse:
    """One indicator: its figures, chart, rule, parts, versions, and what the lead unit can do."""
    figures, viewer = seen(request, indicator_id), request.viewer
    points, outlook = queries.series(figures), foresee(figures)
    supposing = WhatIf(request.GET, is_counted=outlook.method == "births_deaths")
    is_reporter = queries.may_report(figures.one, viewer=viewer)
    names = people.unit_names()
    context = {
        "row": row_of(figures),
        "figures": figures,
        "chart": chart(points, outlook.band),
        "ahead": in_words(figures, outlook),
        "what_if": supposing if outlook.end else None,
        "supposed": in_words(figures, foresee(figures, supposing.supposed())) if supposing.is_asked() else None,
        "points": [series_row(figures.one.id, point) for point in points],
        "pairs": _pairs(figures),
        "has_flows": not figures.one.definition.how.is_reported,
        "parts_address": _parts_address(figures),
        "parts": _parts(figures.one.id, figures.actual),
        "unknown": _unknown_address(figures),
        "versions": [
            (row, shown(row.value), _TOLD_BY[row.source])
            for row in queries.versions(figures.one.id, known=figures.day, viewer=viewer)
        ],
        "units": "、".join(names.get(unit, unit) for unit in figures.one.units),
        "may_report": is_reporter and figures.one.definition.how.is_reported,
        "may_tell_baseline": is_reporter and figures.base.source == "missing",
        "is_reporter": is_reporter,
        "is_behind": queries.is_behind(on=local_day(request.at)),
        "crumbs": [(_("指标"), f"/indicators{_as_of(request, figures.day)}")],
    }
    return render(request, "indicators/indicator.html", context)


@page("indicators.read")
def records_asked(request: PageRequest, indicator_id: str) -> HttpResponse:
    """The records of ``?on=…&known=…`` (the day of judging unless given), at their own address."""
    figures = seen(request, indicator_id)
    on, known = _date(request, "on", figures.day), _date(request, "known", figures.day)
    return redirect("indicator_records", indicator_id, on.isoformat(), known.isoformat(), COUNTED)


@page("indicators.read")
def records(request: PageRequest, indicator_id: str, on: str, known: str, which: str) -> HttpResponseBase:
    """The entities behind a number, or those of whom it can't be told; the export holds exactly the list."""
    figures, (on_day, known_day) = seen(request, indicator_id), _days(request, on, known)
    found = queries.drill(indicator_id, on=on_day, known=known_day, viewer=request.viewer, which=which)
    if found is None:
        raise Http404
    listing = ENTITIES.read(request.GET, found.cards)
    context = {
        "listing": listing,
        "figures": figures,
        "records": found,
        "hidden": found.total - found.cards.count(),
        "is_unknown": which == UNKNOWN,
        "part": _part_label(which),
        "crumbs": [(_("指标"), "/indicators"), (figures.one.definition.label, f"/indicators/{indicator_id}")],
    }
    return listing.export() or render(request, "indicators/records.html", context)


@page("indicators.read")
def parts(request: PageRequest, indicator_id: str, on: str, known: str) -> HttpResponseBase:
    """A counted number by township and by trade; each part leads to its records, and the parts add up."""
    figures, (on_day, known_day) = seen(request, indicator_id), _days(request, on, known)
    if figures.one.definition.how.is_reported:
        raise Http404
    found = breakdown(figures.one, on=on_day, known=known_day)
    context = {
        "figures": figures,
        "on": on_day,
        "known": known_day,
        "tables": [(_WAYS[by], by, rows, sum(row.count for row in rows)) for by, rows in found.items()],
        "is_share": figures.one.definition.aggregation == "share",
        "crumbs": [(_("指标"), "/indicators"), (figures.one.definition.label, f"/indicators/{indicator_id}")],
    }
    return render(request, "indicators/parts.html", context)


@page("indicators.read")
def paper(request: PageRequest, indicator_id: str, sha256: str) -> FileResponse:
    """The evidence of a report, as it was handed in."""
    rows = queries.versions(indicator_id, known=local_day(request.at), viewer=request.viewer)
    found = next((one for row in rows for one in row.papers if one["sha256"] == sha256), None)
    target = path_of(settings.DATA / "files", sha256)
    if found is None or not target.exists():
        raise Http404
    return FileResponse(target.open("rb"), as_attachment=True, filename=found["name"])


def seen(request: PageRequest, indicator_id: str) -> Figures:
    """The indicator on the day that the URL asks for, or no such page."""
    try:
        figures = queries.show(indicator_id, day=_day(request), viewer=request.viewer)
    except BadInput:
        figures = None
    if figures is None:
        raise Http404
    return figures


def _day(request: PageRequest) -> datetime.date:
    return _date(request, "day", local_day(request.at))


def _date(request: PageRequest, key: str, otherwise: datetime.date) -> datetime.date:
    """A day of the URL, never one to come; what is no day is left out."""
    return min(_iso(request.GET.get(key, "")) or otherwise, local_day(request.at))


def _days(request: PageRequest, *texts: str) -> list[datetime.date]:
    """The days of an address, never one to come; what is no day is no page."""
    days = [_iso(text) for text in texts]
    if None in days:
        raise Http404
    return [min(day, local_day(request.at)) for day in days if day]


def _part_label(which: str) -> str:
    """What part of a number the records are; empty: all of it."""
    if which in _SIDES:
        return str(_SIDES[which])
    by, _dash, key = which.partition("-")
    if by not in _WAYS:
        return ""
    table = "divisions" if by == "township" else "industries"
    return vocabulary().name_in(table, key) or _("%(by)s未知") % {"by": _WAYS[by]}


def _as_of(request: PageRequest, day: datetime.date) -> str:
    """The part of an address that keeps another day than today."""
    return "" if day == local_day(request.at) else f"?day={day}"


def _iso(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _unknown_address(figures: Figures) -> str:
    actual = figures.actual
    return records_address(figures.one.id, actual, UNKNOWN) if actual and actual.unknown else ""


def _parts_address(figures: Figures) -> str:
    """The address of the number by township and by trade; empty where no entities are behind it."""
    actual = figures.actual
    if actual is None or actual.source == "reported" or not actual.value:
        return ""
    return reverse("indicator_parts", args=[figures.one.id, actual.on.isoformat(), actual.known.isoformat()])


def _parts(indicator_id: str, value: Value | None) -> list[tuple[str, int, str]]:
    """Kind of entity, how many of it are in the number, their address: enterprises and households apart."""
    if value is None:
        return []
    kinds = {**vocabulary().facts["kind"].values, "": _("类别未知")}
    return [
        (label, value.parts[kind], f"{records_address(indicator_id, value)}?kind={kind}")
        for kind, label in kinds.items()
        if kind in value.parts
    ]


def _pairs(figures: Figures) -> list[tuple[Any, ...]]:
    one, base, actual = figures.one, figures.base, figures.actual
    target, unit = one.target, one.definition.unit
    modality = _("方案措辞：%(word)s") % {"word": target.modality} if target.modality else ""
    pairs: list[tuple[Any, ...]] = [
        (_("测的是什么"), one.definition.note or one.definition.label, str(one.definition.basis)),
        (_("基数"), _baseline(figures), base.words),
        (_("目标"), f"{_target(figures)} {unit}" if figures.aim else _target(figures), modality),
        (_("完成期限"), target.deadline or _("方案未写")),
        (_("路径"), _path(figures)),
    ]  # fmt: skip
    if actual is not None:
        pairs.append(
            (_("数据"), _("%(on)s 的数，%(known)s 所知") % {"on": actual.on, "known": actual.known}, _asked(actual))
        )
    return pairs


def _baseline(figures: Figures) -> str:
    base = figures.base
    said = str(_SOURCES[base.source])
    if base.value is None:
        return said
    sample = _("（示例）") if base.is_sample else ""
    return f"{_base_value(figures)}　{base.on}　{said}{sample}"


def _path(figures: Figures) -> str:
    if figures.course is None:
        return _("没有基数、目标值或期限，画不出路径")
    match figures.one.definition.path:
        case "geometric":
            return _("等比：每年增长同样的倍数")
        case "steps":
            return _("方案逐年给定的数；两个给定日之间按直线推算")
        case "seasonal":
            weights = "：".join(words(one) for one in figures.one.definition.seasons)
            return _("按季节：一年里四个季度的进度为 %(weights)s") % {"weights": weights}
    return _("直线：每年增加同样多")


def _asked(value: Value) -> str:
    if value.source == "reported":
        return _("牵头单位填报，附佐证材料")
    condition = " · ".join(
        _in_words(text) for key, text in value.query.items() if key in ("count", "part", "whole", "ever")
    )
    return _("名录中满足：%(condition)s（计量摘要 %(digest)s）") % {"condition": condition, "digest": value.digest[:12]}


def _in_words(condition: str) -> str:
    """A condition with facts and their values by label; codes stay as they are written."""
    facts = vocabulary().facts
    words = {f"'{key}'": label for fact in facts.values() for key, label in (fact.values or {}).items()}
    words |= {"AND": _("且"), "OR": _("或"), "NOT": _("非"), "IN": _("为")}
    words |= {name: fact.label for name, fact in facts.items()}
    return re.sub(r"'?\w+'?", lambda found: words.get(found[0], found[0]), condition)


urlpatterns = [
    path("indicators", indicators, name="indicators"),
    path("indicators/<slug:indicator_id>", indicator, name="indicator"),
    path("indicators/<slug:indicator_id>/records", records_asked, name="indicator_records_asked"),
    path(
        "indicators/<slug:indicator_id>/records/<slug:on>/<slug:known>/<slug:which>", records, name="indicator_records"
    ),
    path("indicators/<slug:indicator_id>/parts/<slug:on>/<slug:known>", parts, name="indicator_parts"),
    path("indicators/<slug:indicator_id>/papers/<slug:sha256>", paper, name="indicator_paper"),
]
