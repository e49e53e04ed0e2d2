"""The matters of the sample county: items, complaints, registrations, projects, as its packs tell them.

Everything is done through the same actions as a person's; what an earlier, interrupted run did is found and left.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.people.actor import Actor
from beizeng.base.ports import papers
from beizeng.cases import actions as cases
from beizeng.cases import askers, machine
from beizeng.cases import queries as case_queries
from beizeng.cli import demo_accounts
from beizeng.register import queries as register
from beizeng.spec import Shelf
from beizeng.spec.case_examples import Step
from beizeng.spec.case_graph import LODGE
from beizeng.spec.sample_cases import SampleCases, SampleStory

#: The register has been told of an entity so long after its beginning at the latest.
KNOWN_AFTER = datetime.timedelta(days=120)
PAPER = "（示例）申请或佐证材料。本文件为演示而虚构。\n".encode()


@dataclass(frozen=True, order=True)
class Deed:
    """One step of one story at its moment."""

    at: datetime.datetime
    kind: str = field(compare=False)
    story: SampleStory = field(compare=False)
    step: Step = field(compare=False)


@dataclass
class Matters:
    """The stories as they go on: who acts is opened when first needed, a case is begun once."""

    shelf: Shelf
    data: Path
    by: Actor
    at: datetime.datetime
    _cases: dict[str, Any] = field(default_factory=dict)
    _actors: dict[str, Actor] = field(default_factory=dict)

    def deeds(self) -> Iterator[Deed]:
        """Every step up to the day."""
        for file in self.shelf.all(SampleCases):
            for story in file.stories:
                moments = (datetime.datetime.fromisoformat(step.at).replace(tzinfo=SHANGHAI) for step in story.steps)
                found = [Deed(at, file.of, story, step) for at, step in zip(moments, story.steps, strict=True)]
                yield from (deed for deed in found if deed.at.date() <= self.at.date())

    def do(self, deed: Deed) -> None:
        """Do the step, unless an earlier run did it."""
        story, step = deed.story, deed.step
        if step.do == LODGE:
            self._cases[story.id] = self._begun(deed)
            return
        case = self._cases[story.id]
        if case_queries.has_acted(case, action=step.do, at=deed.at):
            return
        by, fields = self._actor(story, step.by), self._fields(story, step)
        if step.do == machine.ASK:
            until_on = datetime.date.fromisoformat(fields.pop("until_on"))
            cases.ask_extension(case=case, until_on=until_on, by=by, at=deed.at, **fields)
        elif step.do in (machine.GRANT, machine.DENY):
            cases.decide_extension(case=case, is_granted=step.do == machine.GRANT, by=by, at=deed.at, **fields)
        else:
            cases.act(case=case, action=step.do, fields=fields, papers=self._papers(step), by=by, at=deed.at)

    def _begun(self, deed: Deed) -> Any:
        story = deed.story
        return cases.lodge(
            kind=deed.kind,
            subject=f"entity:{self._entity(story)[0]}" if story.is_subject else "",
            title=story.title,
            lead_unit=story.lead_unit,
            joint_units=story.joint_units,
            fields=self._fields(story, deed.step),
            papers=self._papers(deed.step),
            follow_code=story.follow_code,
            sent_as=f"sample:{story.id}",
            is_sample=True,
            by=self._actor(story, deed.step.by),
            at=deed.at,
        )

    def _actor(self, story: SampleStory, by: str) -> Actor:
        """Whoever the step names: the caller, the demonstration account of the role, else an invented person."""
        if by == "public":
            return askers.caller(story.follow_code)
        key = f"firm:{self._entity(story)[0]}" if by == "firm:entity" else by
        if key not in self._actors:
            role, _at, unit = key.partition("@")
            if key.startswith("firm:"):
                actor = demo_accounts.owner_of(key.removeprefix("firm:"), by=self.by, at=self.at)
            else:
                actor = demo_accounts.person(self.shelf, role, unit, by=self.by, at=self.at)
            self._actors[key] = actor
        return self._actors[key]

    def _fields(self, story: SampleStory, step: Step) -> dict[str, Any]:
        if story.about is None:
            return dict(step.fields)
        code, name = self._entity(story)
        return {
            key: value.replace("{code}", code).replace("{name}", name) if isinstance(value, str) else value
            for key, value in step.fields.items()
        }

    def _papers(self, step: Step) -> list[cases.Attached]:
        return [cases.Attached(need, self._paper) for need in step.papers]

    @cached_property
    def _paper(self) -> papers.Paper:
        return papers.keep(self.data / "files", "示例材料.txt", PAPER)

    def _entity(self, story: SampleStory) -> tuple[str, str]:
        """Code and name of the story's entity."""
        assert story.about is not None, f"the story {story.id} is about no entity"
        begun_on = datetime.datetime.fromisoformat(story.steps[0].at).date()
        rows = register.search(viewer=self.by, kind=story.about.kind, status="open").order_by("code")
        card = rows.filter(established_on__lt=begun_on - KNOWN_AFTER)[story.about.place]
        return card.code, card.name
