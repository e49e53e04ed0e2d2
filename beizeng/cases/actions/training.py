"""Training the suggestion of a complaint's class: recorded like any other act, with what it was learned from."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from beizeng.base.ledger.actions import Done, action
from beizeng.base.people.actor import Actor
from beizeng.cases import learning


@action("cases.train")
def train(*, rows: Sequence[tuple[str, str]], source: str, data: Path, by: Actor, at: datetime.datetime) -> Done:
    """Learn from (text, class) rows and keep the model in the data folder, in place of an earlier one. Returns it.

    Raises:
        BadInput: too little to learn from.
    """
    model = learning.train(rows, source=source, made_at=at.isoformat(timespec="minutes"))
    model.write(data / learning.FOLDER)
    report = model.report
    told = {"trained": report.trained, "held": report.held, "right": report.right, "source": source}
    summary = f"训练类别建议：{report.trained} 条，留出 {report.held} 条认对 {report.right} 条"
    return Done(model, "model:classes", summary, detail=told | {"classes": [asdict(one) for one in report.classes]})
