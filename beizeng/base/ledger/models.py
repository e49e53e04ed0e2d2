"""Two tables: the entries, and the head that is locked last, just before commit."""

from django.db import models


class LedgerEntry(models.Model):
    """An entry of the chain; the database refuses to change or delete it (see migration 0002)."""

    seq = models.BigIntegerField("序号", primary_key=True)
    at = models.CharField("办理时间", max_length=40, db_index=True)
    recorded_at = models.CharField("记录时间", max_length=40)
    actor_id = models.CharField("办理人编号", max_length=64)
    actor_name = models.CharField("办理人", max_length=100)
    actor_post = models.CharField("岗位", max_length=200)
    verb = models.CharField("动作", max_length=100, db_index=True)
    subject = models.CharField("对象", max_length=200, db_index=True)
    summary = models.TextField("摘要")
    basis = models.TextField("依据", blank=True)
    detail = models.TextField("详情")
    previous = models.CharField("前一哈希", max_length=64)
    hash = models.CharField("哈希", max_length=64)

    class Meta:
        ordering = ["seq"]
        verbose_name = "台账记录"

    class Privacy:
        internal = (
            "seq", "at", "recorded_at", "actor_id", "actor_post", "verb", "subject", "basis", "previous", "hash",
        )  # fmt: skip
        personal = ("actor_name", "summary", "detail")


class LedgerHead(models.Model):
    """The last sequence number and hash: one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField("最后序号", default=0)
    hash = models.CharField("最后哈希", max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="ledger_one_head")]

    class Privacy:
        internal = ("id", "seq", "hash")
