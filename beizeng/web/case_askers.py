"""Who asked, on the page of a case: for those who may know; what is like it; and what speaks for a unit."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from beizeng.base.clock.now import local_day
from beizeng.base.people.actor import Actor
from beizeng.cases import askers, learning, proposals, queries
from beizeng.spec.case_kind import Action, CaseKind
from beizeng.web.access import PageRequest

Case = Any  # the rows come from queries; the table is the room's own


def asked_by(case: Case, viewer: Actor) -> dict[str, Any]:
    """What the page says of who asked, of joined matters and of the result."""
    kind = queries.kind_of(case)
    return {
        "keeps_identity": bool(kind.private_to),
        "identity": askers.identity(case, viewer=viewer) if kind.private_to else None,
        "result": kind.results().get(case.result, ""),
        "topic": queries.topics(kind).get(case.topic, ""),
        "joined": list(case.joined.order_by("id")),
    }


def history_for(case: Case, viewer: Actor) -> tuple[queries.Line, ...]:
    """The history; who asked reads the own words and what was said to them, not how offices talk among themselves."""
    if queries.kind_of(case).private_to and viewer.reach("cases.read") == "own":
        return tuple(reversed(askers.told(case)))
    return queries.history(case)


def reasons_to_act(case: Case, action: Action, request: PageRequest) -> Iterator[str]:
    """What to know before an action that chooses a unit or a main case."""
    kind = queries.kind_of(case)
    if action.gives_to is not None:
        known = queries.situation(case).known
        asked = ((field.label, known.get(field.name)) for field in kind.lodge.fields if field.type == "long_text")
        yield from (_("%(name)s：%(reason)s") % {"name": label, "reason": text} for label, text in asked if text)
        proposed = proposals.unit_of_class(kind, case.topic, on=local_day(request.at))
        if proposed is not None:
            words = {"since": proposed.since, "topic": queries.topics(kind)[proposed.topic], "unit": proposed.unit}
            yield _("按 %(since)s 起的分工表，“%(topic)s”建议由%(unit)s承办，由您决定") % words
        yield from _learned(case, kind, local_day(request.at))
    if action.joins is not None:
        alike = askers.alike(case, viewer=request.viewer)
        if not alike:
            yield _("没有找到相像的在办诉求")
        for other in alike:
            yield _("相像的在办诉求：%(number)s %(title)s") % {"number": other.number, "title": other.title}


def _learned(case: Case, kind: CaseKind, on: datetime.date) -> Iterator[str]:
    """What was learned from complaints elsewhere says of this one's class, with the words that led to it."""
    model = learning.model_in(settings.DATA) if kind.topic else None
    if model is None:
        if kind.topic:
            yield _("还没有训练过类别建议（beizeng cases train），请按内容选定")
        return
    known, labels = queries.situation(case).known, queries.topics(kind)
    texts = (str(known.get(field.name, "")) for field in kind.lodge.fields if field.type in ("text", "long_text"))
    found = model.suggest("\n".join(texts))
    if not found:
        yield _("学到的词里没有一个像这件诉求，请按内容选定")
    for one in found:
        proposed = proposals.unit_of_class(kind, one.topic, on=on)
        words = {
            "topic": labels.get(one.topic, one.topic), "unit": proposed.unit if proposed else _("派单时选定"),
            "share": f"{one.share:.0%}", "words": "、".join(one.words) or "—",
        }  # fmt: skip
        yield _("按内容像“%(topic)s”（%(unit)s），把握 %(share)s，因为有：%(words)s") % words
    if found:
        counts = {"held": model.report.held, "right": model.report.right, "trained": model.report.trained}
        yield _("由 %(trained)s 条已派单的诉求学来；未参加训练的 %(held)s 条里认对 %(right)s 条。只供参考") % counts
