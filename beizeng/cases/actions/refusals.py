"""A form that can't be taken as it is."""

from collections.abc import Mapping

from beizeng.base.ledger.actions import Refused


class FormRefused(Refused):
    """What was typed or handed in can't be taken. ``errors``: name of the field or paper → what to write."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("；".join(errors.values()), what_now="请改正后再提交")
        self.errors = dict(errors)
