"""Writing the rules: judging the register and holding policies back; paying unasked; policies written in the page."""

from beizeng.rules.actions.batches import (
    answer_objection,
    cancel_batch,
    close_publication,
    confirm_batch,
    keep_batch,
    object_to_payment,
    open_batch,
    publish_batch,
    record_failure,
    record_payments,
    strike_payment,
)
from beizeng.rules.actions.drafts import (
    approve_draft,
    keep_signed,
    keep_withdrawn,
    return_draft,
    save_draft,
    submit_draft,
    withdraw_draft,
)
from beizeng.rules.actions.judging import begin_run, finish_run, keep_chunk, keep_current, lift, run, suspend

__all__ = [
    "answer_objection",
    "approve_draft",
    "begin_run",
    "cancel_batch",
    "close_publication",
    "confirm_batch",
    "finish_run",
    "keep_batch",
    "keep_chunk",
    "keep_current",
    "keep_signed",
    "keep_withdrawn",
    "lift",
    "object_to_payment",
    "open_batch",
    "publish_batch",
    "record_failure",
    "record_payments",
    "return_draft",
    "run",
    "save_draft",
    "strike_payment",
    "submit_draft",
    "suspend",
    "withdraw_draft",
]
