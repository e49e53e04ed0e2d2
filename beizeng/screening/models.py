"""Tables: texts that were screened, and what was found in them with what people decided."""

from django.db import models
from django.db.models import F, Q


class Document(models.Model):
    """One screening of one text: under the laws of ``day``, with the packs of ``checklist_digest``.

    The text lies as a paper under its hash; offsets of findings count its characters. A later screening under the
    same title follows an earlier one, and takes over what was decided about sentences that stand as they were.
    """

    title = models.CharField("标题", max_length=200)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="起草单位")
    day = models.DateField("按哪天的法规")
    sha256 = models.CharField("文本摘要", max_length=64)
    checklist_digest = models.CharField("清单摘要", max_length=64)
    characters = models.PositiveIntegerField("字数")
    screened_at = models.DateTimeField("审查时间")
    screened_by = models.CharField("审查人", max_length=100)
    is_latest = models.BooleanField("最近一次", default=True)
    is_sample = models.BooleanField("示例", default=False)

    class Meta:
        ordering = ["-screened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["title", "unit"], condition=Q(is_latest=True), name="screening_one_latest")
        ]
        verbose_name = "审查文件"

    class Privacy:
        internal = (
            "id", "title", "unit", "day", "sha256", "checklist_digest", "characters", "screened_at", "screened_by",
            "is_latest", "is_sample",
        )  # fmt: skip

    def __str__(self) -> str:
        return self.title


class Finding(models.Model):
    """One sentence under one point, and what was decided: a suspicion until a person has said so.

    ``subject`` names what the sentence belongs to (``measure:20``), empty for a text by itself. ``fingerprint``
    names point and sentence: the same sentence elsewhere in a later text keeps its decision, a changed one is new.
    """

    class State(models.TextChoices):
        OPEN = "open", "待认定"
        ACCEPTED = "accepted", "认定属实"
        REJECTED = "rejected", "不构成"
        ASSIGNED = "assigned", "已转办"

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="findings", verbose_name="审查文件")
    point = models.CharField("检查点", max_length=10)
    article = models.CharField("依据", max_length=300)
    strength = models.CharField("程度", max_length=10)
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    text = models.TextField("句子")
    why = models.TextField("提示")
    subject = models.CharField("所属", max_length=100, blank=True)
    fingerprint = models.CharField("句子指纹", max_length=64)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.TextField("理由", blank=True)
    assigned_to = models.ForeignKey(
        "people.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="转办单位"
    )
    decided_at = models.DateTimeField("认定时间", null=True)
    decided_by = models.CharField("认定人", max_length=100, blank=True)

    class Meta:
        ordering = ["document", "start", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="screening_finding_has_text"),
            models.CheckConstraint(condition=Q(state="open") | ~Q(reason=""), name="screening_decided_with_reason"),
        ]
        verbose_name = "疑似条款"

    class Privacy:
        internal = (
            "id", "document", "point", "article", "strength", "start", "end", "text", "why", "subject", "fingerprint",
            "state", "reason", "assigned_to", "decided_at", "decided_by",
        )  # fmt: skip

    @property
    def holds_back(self) -> bool:
        """Whether what the sentence belongs to is held back: any finding does, until it is rejected."""
        return self.state != self.State.REJECTED
