"""Which unit a class of cases goes to: a dated table of the county, beside the kind that knows the classes."""

import datetime
from typing import ClassVar, Literal

from pydantic import Field

from beizeng.spec.case_form import Name
from beizeng.spec.values import Dated, PackFile, Spec, on_day


class Class(Spec):
    """A class of cases: the unit that is proposed for it, and words in the names of the offices that deal with such."""

    unit: str | None = None
    offices: tuple[str, ...] = Field(default=(), description="parts of office names elsewhere, for learning from them")


class CaseClasses(PackFile):
    """The classes of a kind of case, by the values of its topic field."""

    kind: Literal["case_classes"]
    folders: ClassVar[tuple[str, ...]] = ("cases",)
    of: str = Field(description="the id of the kind")
    classes: tuple[Dated[dict[Name, Class]], ...]

    def on(self, day: datetime.date) -> Dated[dict[Name, Class]] | None:
        """The table in force on the day."""
        return on_day(self.classes, day)
