"""Worked examples of a kind of case: who does what when, what is refused, and where it leads."""

from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator

from beizeng.spec.case_form import Name
from beizeng.spec.values import PackFile, Spec

_MOMENT = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$"


class Step(Spec):
    """One thing done: ``by`` is a role, with its unit (``unit_clerk@shenpi``) or the entity's code (``firm:91…``).

    ``papers``: the needs for which one paper each is handed in. ``refused``: words of the reason why it is not taken.
    """

    at: str = Field(pattern=_MOMENT)
    by: str = Field(pattern=r"^[a-z_]+([@:]\w+)?$")
    do: Name
    fields: dict[str, Any] = Field(default_factory=dict)
    papers: tuple[Name, ...] = ()
    refused: str | None = None


class Story(Spec):
    """A case from its beginning to a moment (the last step's unless ``until``), and how it stands then.

    ``clocks``: key → its due day or moment and what became of it: ``2024-03-07 on_time``, ``2024-03-07 red``.
    """

    label: str
    subject: str = ""
    lead_unit: str = Field(default="", description="the unit that it is given to, where the kind does not say")
    steps: tuple[Step, ...] = Field(min_length=1)
    until: str | None = Field(default=None, pattern=_MOMENT)
    state: Name | None = Field(description="'not set': it never began")
    clocks: dict[str, str] = Field(default_factory=dict)
    light: Literal["green", "amber", "red", "done"] | None = None

    @field_validator("state", mode="before")
    @classmethod
    def _not_set(cls, value: object) -> object:
        return None if value == "not set" else value


class CaseExamples(PackFile):
    """The worked examples of one kind. ``facts``: what the register is to hold of each entity in them."""

    kind: Literal["case_examples"]
    folders: ClassVar[tuple[str, ...]] = ("cases",)
    of: str
    facts: dict[str, dict[str, str | bool | int]] = Field(default_factory=dict)
    stories: tuple[Story, ...] = Field(min_length=1)
