"""The worked examples of kinds, run: pure, for tests and for authors of packs."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from beizeng.base.clock.now import SHANGHAI, local_day
from beizeng.base.clock.term import Term
from beizeng.base.people.actor import Actor
from beizeng.cases import fields as forms
from beizeng.cases import guards, lights, machine
from beizeng.cases.clocks import Running, Timing
from beizeng.cases.machine import Happening, Parties, Situation
from beizeng.spec import Shelf
from beizeng.spec.case_examples import CaseExamples, Step, Story
from beizeng.spec.case_graph import LODGE
from beizeng.spec.case_kind import Action, CaseKind, Lodging
from beizeng.spec.people import Role


@dataclass(frozen=True)
class Failure:
    """An example that does not hold: of which kind, which story, and what is otherwise."""

    kind: str
    story: str
    why: str


def failures(shelf: Shelf, roles: Mapping[str, Role], timing: Timing) -> Iterator[Failure]:
    """Every example on the shelf that does not hold."""
    kinds = {kind.id: kind for kind in shelf.all(CaseKind)}
    for file in shelf.all(CaseExamples):
        if file.of not in kinds:
            yield Failure(file.of, "", "没有这一类事项")
            continue
        for story in file.stories:
            played = _Played(kinds[file.of], story, file.facts, roles, timing)
            yield from (Failure(file.of, story.label, why) for why in played.faults())


@dataclass
class _Played:
    """One story as it goes."""

    kind: CaseKind
    story: Story
    facts: Mapping[str, Mapping[str, Any]]
    roles: Mapping[str, Role]
    timing: Timing
    happened: list[Happening] = field(default_factory=list)
    applicant: str = ""
    lead: str = ""

    def faults(self) -> Iterator[str]:
        """What is otherwise than the story says, in words."""
        for step in self.story.steps:
            self._fall_silent(_moment(step.at))
            why = self._refusal(step)
            if (step.refused is None) != (why is None) or (step.refused or "") not in (why or ""):
                yield f"{step.at} {step.do}：{why or '办成了'}，应为{step.refused or '办成'}"
        at = _moment(self.story.until or self.story.steps[-1].at)
        self._fall_silent(at)
        if self.happened:
            yield from self._standing(at)
        elif self.story.state is not None:
            yield "事项没有开始"

    @property
    def now(self) -> Situation:
        return machine.situation(self.kind, self.happened, self.timing)

    def _standing(self, at: datetime.datetime) -> Iterator[str]:
        now, shown = self.now, {}
        for running in now.clocks:
            clock = self.kind.clock(running.clock)
            light = lights.light_at(running, clock, self.kind.lights_of(clock), at, self.timing)
            shown[running.key] = (_written(running, light), light)
        if now.state != self.story.state:
            yield f"状态应为 {self.story.state}，是 {now.state}"
        for key, wanted in self.story.clocks.items():
            found = shown.get(key, ("没有", ""))[0]
            if found != wanted:
                yield f"时限 {key} 应为 {wanted}，是 {found}"
        pairs = [(running, shown[running.key][1]) for running in now.clocks]
        light = lights.of_case(pairs, now.closed_at is not None)
        if self.story.light not in (None, light):
            yield f"灯应为 {self.story.light}，是 {light}"

    def _refusal(self, step: Step) -> str | None:
        """Do the step; why it is refused, in words."""
        at, actor = _moment(step.at), self._actor(step.by)
        asked: Action | Lodging | None = self.kind.lodge if step.do == LODGE else self.kind.action(step.do)
        if step.do in (machine.ASK, machine.GRANT, machine.DENY):
            self.happened.append(Happening(step.do, at, actor.id, step.fields))
            return None
        if asked is None:
            return "没有这个动作"
        now = self.now if self.happened else None
        parties = self._parties(actor, now)
        if isinstance(asked, Lodging):
            why = None if machine.stands(asked.who, actor, parties) else "岗位不在其中"
        else:
            assert now is not None
            why = machine.hindrance(self.kind, now, asked, actor, parties, at, self.timing)
        if why is not None:
            return why
        values, wrong = forms.clean(asked.fields, step.fields, now)
        wrong |= forms.missing_papers(asked.papers, step.papers)
        if wrong:
            return "；".join(wrong.values())
        known = {**(now.known if now else {}), **values}
        subject, on = self.story.subject, local_day(at)
        for unmet in guards.unmet(
            self.kind, asked.guards, subject=subject, values=known, on=on, facts=lambda code: self.facts.get(code, {})
        ):
            return unmet.reason
        self.applicant = self.applicant or actor.id
        self.happened.append(Happening(step.do, at, actor.id, values))
        if isinstance(asked, Action) and asked.gives_to is not None:
            self.lead = str(values.get(asked.gives_to, self.lead))
        return None

    def _fall_silent(self, at: datetime.datetime) -> None:
        """What follows by itself before the moment, each at its own."""
        while self.happened:
            now = self.now
            following = [
                (running.due_at, running, action)
                for running in now.clocks
                if running.is_open and running.paused_at is None and running.due_at is not None and running.due_at < at
                if (action := self.kind.action(self.kind.clock(running.clock).at_end or "")) is not None
                and now.state in action.origins
            ]
            if not following:
                return
            due_at, running, action = min(following, key=lambda one: one[0])
            self.happened.append(Happening(action.id, due_at, "house", {"clock": running.key}))

    def _actor(self, by: str) -> Actor:
        role, _at, unit = by.partition("@")
        role, _colon, code = role.partition(":")
        reaches = self.roles[role].permissions
        units, codes = frozenset({unit} - {""}), frozenset({code} - {""})
        return Actor(by, by, role, frozenset({role}), reaches, units, codes)

    def _parties(self, actor: Actor, now: Situation | None) -> Parties:
        lodge, subject = self.kind.lodge, self.story.subject
        entity = subject.removeprefix("entity:") if subject.startswith("entity:") else ""
        names = {one.name for one in self.kind.all_fields() if one.type == "entity"}
        named = frozenset(str(value) for name, value in (now.known if now else {}).items() if name in names)
        applicants = frozenset[str]() if entity else frozenset({self.applicant or actor.id})
        lead = self.lead or lodge.lead_unit or self.story.lead_unit
        return Parties(lead, frozenset(lodge.joint_units), self.kind.office or "", entity, applicants, named)


def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def _written(running: Running, light: str) -> str:
    """``2024-03-07 on_time``; with the hour where the term is in hours; ``paused`` while it stands still."""
    end = "not set" if running.due_on is None else running.due_on.isoformat()
    if running.due_at is not None and running.term and Term.parse(running.term).is_timed:
        end = f"{running.due_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return f"{end} {running.outcome or ('paused' if running.paused_at else light)}"
