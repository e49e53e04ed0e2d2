"""Writing the rules: judging the register and holding policies back (``judging``); paying unasked (``batches``)."""

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
from beizeng.rules.actions.judging import begin_run, finish_run, keep_chunk, keep_current, lift, run, suspend

__all__ = [
    "answer_objection",
    "begin_run",
    "cancel_batch",
    "close_publication",
    "confirm_batch",
    "finish_run",
    "keep_batch",
    "keep_chunk",
    "keep_current",
    "lift",
    "object_to_payment",
    "open_batch",
    "publish_batch",
    "record_failure",
    "record_payments",
    "run",
    "strike_payment",
    "suspend",
]
