"""Instruments: by what a measure of the programme is carried, besides the matter under which it runs."""

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from beizeng.spec.values import Basis, PackFile, Spec


class Page(Spec):
    """A page of the house that serves a measure."""

    path: str = Field(pattern=r"^/[a-z/-]+$")
    label: str


class Instrument(Spec):
    """What carries one measure. Its policies say so themselves (``measures``), or the place's ``services`` do.

    Attributes:
        cases: ids of kinds of case.
        lists: ids of kinds of feed: the lists of entities that are handed in.
        indicators: ids of indicators.
    """

    measure: int
    cases: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()


class Instruments(PackFile):
    """What carries the measures of a programme."""

    kind: Literal["instruments"]
    folders: ClassVar[tuple[str, ...]] = ("plan",)
    programme: str
    basis: Basis
    instruments: tuple[Instrument, ...]

    @model_validator(mode="after")
    def _measures_once(self) -> "Instruments":
        numbers = [one.measure for one in self.instruments]
        twice = sorted({number for number in numbers if numbers.count(number) > 1})
        if twice:
            raise ValueError(f"measure {twice[0]} stands twice; write everything that carries it in one place")
        return self
