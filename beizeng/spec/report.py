"""Official papers that the house composes: their title, parts and template; and a place's names on them."""

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from beizeng.spec.values import Basis, PackFile, Spec

PartId = Literal["progress", "measures", "overdue", "entitlements", "findings"]


class ReportPart(Spec):
    """One part of the paper and its heading."""

    id: PartId
    title: str


class ReportKind(PackFile):
    """A kind of report. ``template``: the document template that lies beside this file."""

    kind: Literal["report"]
    folders: ClassVar[tuple[str, ...]] = ("reports",)
    id: str = Field(pattern=r"^[a-z-]+$")
    label: str
    title: tuple[str, ...] = Field(
        min_length=1, description="its lines; {programme}: the programme's name; {period}: the quarter or the day"
    )
    template: str = Field(pattern=r"^[a-z-]+\.docx$")
    parts: tuple[ReportPart, ...]
    basis: Basis

    @model_validator(mode="after")
    def _every_part(self) -> "ReportKind":
        wanted = PartId.__args__  # type: ignore[attr-defined]
        said = tuple(part.id for part in self.parts)
        if sorted(said) != sorted(wanted):
            raise ValueError(f"'parts' must name each of {', '.join(wanted)} once; correct the list")
        return self


class ReportNames(PackFile):
    """Who sends a kind of report to whom in this place."""

    kind: Literal["report_names"]
    folders: ClassVar[tuple[str, ...]] = ("reports",)
    report: str
    to: str = Field(description="主送机关, without the colon")
    sender: str = Field(description="署名")
    basis: Basis
