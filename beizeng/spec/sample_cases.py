"""Matters of the sample county: who begins what, about which invented entity, and what becomes of it until the day."""

from typing import ClassVar, Literal

from pydantic import Field

from beizeng.spec.case_examples import Step
from beizeng.spec.sample import EntityKind
from beizeng.spec.values import PackFile, Spec


class About(Spec):
    """The entity of a story: of the open ones of this kind, by code, the one at this place (0: the first)."""

    kind: EntityKind
    place: int = Field(ge=0)


class SampleStory(Spec):
    """One case from its lodging on. In its texts ``{code}`` and ``{name}`` are the entity's.

    Attributes:
        id: names the story; made again, the case is begun once.
        about: its entity; ``by: firm:entity`` is whoever acts for it.
        is_subject: the case is about the entity itself, not about something that it begins.
        follow_code: the code of a caller without an account.
    """

    id: str = Field(pattern=r"^[a-z0-9-]{1,30}$")
    title: str = ""
    lead_unit: str = ""
    joint_units: tuple[str, ...] = ()
    about: About | None = None
    is_subject: bool = False
    follow_code: str = Field(default="", pattern=r"^(\d{10})?$")
    steps: tuple[Step, ...] = Field(min_length=1)


class SampleCases(PackFile):
    """The sample county's cases of one kind. Everything in it is invented."""

    kind: Literal["sample_cases"]
    folders: ClassVar[tuple[str, ...]] = ("cases",)
    of: str = Field(description="the id of the kind")
    stories: tuple[SampleStory, ...]
