"""What a kind of case asks: who may act, which values and papers, and what must hold."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from beizeng.spec.values import Basis, Spec

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]

#: How a person must stand to a case: in its lead unit, in a joint unit, in either, in the office that assigned it
#: (the leading group's office, or a permission over all units), acting for its subject or the one who applied for it,
#: acting for an entity named in it, or anyhow.
Relation = Literal["lead", "joint", "party", "office", "subject", "named", "any"]
FieldType = Literal[
    "text", "long_text", "lines", "integer", "decimal", "day", "choice", "yes_no", "nodes", "clock", "entity", "listed",
    "unit", "case",
]  # fmt: skip


class Who(Spec):
    """Who may act: a permission of the person's role, and the relation to the case; of one unit alone where named."""

    permission: str = Field(pattern=r"^[a-z_]+\.[a-z_]+$")
    relation: Relation
    unit: str | None = None


class FormField(Spec):
    """A value that an action asks for.

    ``nodes``: lines of a day and a title; ``clock``: one running clock's key; ``entity``: a unified social credit
    code; ``lines``: several lines; ``listed``: one or more of the lines that an earlier field ``of`` holds; ``unit``: a
    unit's id; ``case``: the number of another case of the kind.

    Attributes:
        private: it tells who asked: kept beside the history, shown only to those whom the kind names.
        staff_only: not asked of who applies for itself; there it has its ``default``.
    """

    name: Name
    label: str
    type: FieldType
    required: bool = True
    values: dict[str, str] = Field(default_factory=dict, description="choice: value → label")
    clock: str | None = Field(default=None, description="clock: the id of the clocks that may be chosen")
    of: Name | None = Field(default=None, description="listed: the field of type lines from which is chosen")
    unit: str = ""
    help: str = ""
    private: bool = False
    staff_only: bool = False
    default: str | None = None

    @model_validator(mode="after")
    def _has_what_its_type_needs(self) -> "FormField":
        if (self.type == "choice") != bool(self.values):
            raise ValueError(f"field '{self.name}': a choice lists its 'values', and no other type does; write them")
        if (self.type == "clock") != (self.clock is not None):
            raise ValueError(f"field '{self.name}': type clock names its 'clock', and no other type does; write it")
        if (self.type == "listed") != (self.of is not None):
            raise ValueError(f"field '{self.name}': type listed says 'of' which field, and no other does; write it")
        return self


class PaperNeed(Spec):
    """Papers that an action asks for."""

    id: Name
    label: str
    at_least: int = Field(default=1, ge=0)


class OnlyIf(Spec):
    """How often another action must have been done by now for this one to be possible."""

    done: Name
    at_least: int = Field(default=0, ge=0)
    fewer_than: int | None = Field(default=None, ge=1)
    because: str


class Guard(Spec):
    """What must hold, as an expression over the facts of the case's entity and the fields of the case.

    Attributes:
        about: the field of type entity whose entity is meant; None: the case's subject.
        unknown: what follows where the facts do not tell: ``refuse``, or ``pass`` where a person will look.
    """

    expression: str
    because: str
    what_now: str = ""
    about: Name | None = None
    unknown: Literal["refuse", "pass"] = "refuse"
    basis: Basis
