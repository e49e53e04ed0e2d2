"""The kinds of case for everybody: how each is done, by whom, in what time, on which basis; with a diagram."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beizeng.base.clock.term import Term
from beizeng.base.people import queries as people
from beizeng.base.people.queries import roles
from beizeng.cases.lodging import kinds_to_lodge
from beizeng.cases.rights import doers
from beizeng.cases.shelf import kinds
from beizeng.spec.case_form import Who
from beizeng.spec.case_kind import CaseKind, Clock
from beizeng.web.access import PageRequest, page
from beizeng.web.case_diagram import diagram

_RELATIONS: dict[str, Promise] = {
    "lead": gettext_lazy("牵头单位"),
    "joint": gettext_lazy("责任单位"),
    "party": gettext_lazy("牵头或责任单位"),
    "office": gettext_lazy("交办单位"),
    "subject": gettext_lazy("申请人"),
    "named": gettext_lazy("事项中写明的主体"),
    "any": gettext_lazy("不限"),
    "everywhere": gettext_lazy("不论哪个单位"),
}
#: So many roles are named at once; more are folded away.
_SHOWN = 2


@dataclass(frozen=True)
class Side:
    """Those who stand in one way to a case, as the page shows them: the way, and the roles that may."""

    label: str
    roles: tuple[str, ...]

    @property
    def is_long(self) -> bool:
        """Whether the roles are folded away."""
        return len(self.roles) > _SHOWN


@dataclass(frozen=True)
class Doing:
    """An action as the page shows it: its words, from where, whither, by whom, what is asked.

    ``who`` is empty where it follows by itself; ``barred``: who did one of these may not do it.
    """

    label: str
    origins: str
    to: str
    who: tuple[Side, ...]
    barred: str
    asked: str
    conditions: tuple[str, ...]


@dataclass(frozen=True)
class Time:
    """A clock as the page shows it: its words, how long, whose, its basis and whether its text was seen."""

    label: str
    limit: str
    keeper: str
    basis: str
    verified: bool


@page("cases.read_kinds")
def case_kinds(request: PageRequest) -> HttpResponse:
    """Every kind."""
    return render(request, "cases/kinds.html", {"kinds": kinds().values()})


@page("cases.read_kinds")
def case_kind(request: PageRequest, kind_id: str) -> HttpResponse:
    """One kind: diagram, actions, clocks, basis."""
    kind = kinds().get(kind_id)
    if kind is None:
        raise Http404
    context = {
        "kind": kind,
        "diagram": diagram(kind),
        "doings": [*_begun(kind), *_doings(kind)],
        "times": [_time(clock) for clock in kind.clocks],
        "may_begin": kind in kinds_to_lodge(request.viewer),
        "crumbs": [(_("各类事项怎么办"), "/cases/kinds")],
    }
    return render(request, "cases/kind.html", context)


def _begun(kind: CaseKind) -> Iterable[Doing]:
    lodge = kind.lodge
    asked = [*(field.label for field in lodge.fields), *(need.label for need in lodge.papers)]
    why = tuple(guard.because for guard in lodge.guards)
    yield Doing(lodge.label, "", kind.state(lodge.to).label, _who(lodge.who), "", "、".join(asked), why)


def _doings(kind: CaseKind) -> Iterable[Doing]:
    labels = {action.id: action.label for action in kind.actions}
    for action in kind.actions:
        asked = [*(field.label for field in action.fields), *(need.label for need in action.papers)]
        why = [guard.because for guard in action.guards] + [one.because for one in action.only_if]
        why += [_("只能办一次")] if action.once else []
        yield Doing(
            action.label,
            "、".join(kind.state(origin).label for origin in action.origins),
            kind.state(action.to).label if action.to else "",
            _who(action.who),
            "、".join(labels[one] for one in action.not_by_doer_of),
            "、".join(asked),
            tuple(why),
        )


def _who(who: Iterable[Who]) -> tuple[Side, ...]:
    units, labels = people.unit_names(), roles()
    return tuple(
        Side(
            units.get(one.unit, one.unit) if one.unit else str(_RELATIONS[one.relation]),
            tuple(labels[role].label for role in one.roles),
        )
        for one in doers(who, labels)
    )


def _time(clock: Clock) -> Time:
    if clock.unit:
        keeper = people.unit_names().get(clock.unit, clock.unit)
    elif clock.awaited:
        keeper = _("等候期")
    else:
        keeper = _("申请人") if clock.whose == "subject" else _("牵头单位")
    return Time(clock.label, _limit(clock), keeper, str(clock.basis), clock.basis.verified)


def _limit(clock: Clock) -> str:
    limit = clock.limit
    if limit is None:
        return _("未设时限")
    if limit.term:
        return Term.parse(limit.term).chinese
    if limit.by_field:
        return "、".join(Term.parse(term).chinese for term in dict.fromkeys(limit.by_field.terms.values()))
    return _("每期末") if limit.every else _("写明的日期")


urlpatterns = [
    path("cases/kinds", case_kinds, name="case_kinds"),
    path("cases/kinds/<slug:kind_id>", case_kind, name="case_kind"),
]
