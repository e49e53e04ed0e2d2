"""How benefits are paid without an application (免申即享): how long a list is published before it is paid."""

from typing import ClassVar, Literal

from beizeng.spec.case_kind import TermText
from beizeng.spec.values import Basis, PackFile


class BenefitBatch(PackFile):
    """The rules of every batch; a later place's file stands for an earlier one's."""

    kind: Literal["benefit_batch"]
    folders: ClassVar[tuple[str, ...]] = ("rules",)
    publication: TermText
    basis: Basis
