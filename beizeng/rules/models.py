"""Tables: what a judgement of the whole register found, and which policies are suspended.

Runs, bits and reaches can be computed again from packs and facts; suspensions are acts.
"""

from django.db import models
from django.db.models import Q


class Run(models.Model):
    """One judgement of the whole register: for a day, by what was known, under the packs and facts of these digests.

    ``layout``: policy → places of its criteria in ``EntityBits.bits`` (null: not set).
    ``counts``: policy → [met, not met, unknown]. ``stopped``: policy → why it judged nobody.
    ``done`` counts the entities written; a run is read only when ``finished_at`` is set.
    """

    day = models.DateField("判断日")
    known_on = models.DateField("知悉日")
    rules_digest = models.CharField("规则摘要", max_length=64)
    facts_digest = models.CharField("事实摘要", max_length=64)
    layout = models.JSONField("条件位置", default=dict)
    counts = models.JSONField("各政策户数", default=dict)
    stopped = models.JSONField("停用的政策", default=dict)
    entities = models.PositiveIntegerField("主体数")
    done = models.PositiveIntegerField("已写", default=0)
    started_at = models.DateTimeField("开始")
    finished_at = models.DateTimeField("完成", null=True)

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["day", "known_on", "rules_digest", "facts_digest"], name="rules_run_once")
        ]
        verbose_name = "判定"

    class Privacy:
        internal = (
            "id", "day", "known_on", "rules_digest", "facts_digest", "layout", "counts", "stopped", "entities",
            "done", "started_at", "finished_at",
        )  # fmt: skip


class EntityBits(models.Model):
    """One entity in one run: two bits per distinct criterion, true and known (``base.engine.judge.tri``)."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="bits", verbose_name="判定")
    code = models.CharField("统一社会信用代码", max_length=18)
    bits = models.BinaryField("条件位")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "code"], name="rules_bits_once")]
        verbose_name = "主体条件"

    class Privacy:
        internal = ("id", "run", "code", "bits")


class Reach(models.Model):
    """A policy that reaches an entity in a run: met, or unknown. A pair without a row is not met."""

    class Outcome(models.TextChoices):
        MET = "met", "符合"
        UNKNOWN = "unknown", "未知"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="reaches", verbose_name="判定")
    policy = models.CharField("政策", max_length=64)
    code = models.CharField("统一社会信用代码", max_length=18)
    outcome = models.CharField("结论", max_length=8, choices=Outcome.choices)
    amount_fen = models.BigIntegerField("金额（分）", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "policy", "code"], name="rules_reach_once")]
        indexes = [models.Index(fields=["run", "code"], name="rules_reach_by_code")]
        verbose_name = "应享"

    class Privacy:
        internal = ("id", "run", "policy", "code", "outcome", "amount_fen")


class Suspension(models.Model):
    """A policy that is held back: it stays visible with its verdicts, and goes into no batch until lifted.

    ``source`` names the matter that holds it back (``measure:20``); two sources hold it back independently.
    """

    policy = models.CharField("政策", max_length=64)
    source = models.CharField("来源", max_length=100)
    reason = models.CharField("原因", max_length=500)
    basis = models.CharField("依据", max_length=300)
    since_at = models.DateTimeField("暂停时间")
    lifted_at = models.DateTimeField("恢复时间", null=True)
    lifted_because = models.CharField("恢复原因", max_length=500, blank=True)

    class Meta:
        ordering = ["policy", "since_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "source"], condition=Q(lifted_at__isnull=True), name="rules_suspended_once"
            )
        ]
        verbose_name = "暂停"

    class Privacy:
        internal = ("id", "policy", "source", "reason", "basis", "since_at", "lifted_at", "lifted_because")
