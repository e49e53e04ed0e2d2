"""One table: the work asked for."""

from django.db import models


class Job(models.Model):
    """A piece of long work. ``alive_at`` is renewed while it runs, so that a dead worker's job is taken up again."""

    class State(models.TextChoices):
        QUEUED = "queued", "等待"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"
        CANCELLED = "cancelled", "已取消"

    kind = models.CharField("种类", max_length=100)
    arguments = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.QUEUED, db_index=True)
    asked_by = models.CharField("提出人", max_length=64)
    asked_at = models.DateTimeField("提出时间")
    alive_at = models.DateTimeField("最近活动", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    done = models.PositiveBigIntegerField("已办", default=0)
    total = models.PositiveBigIntegerField("总数", default=0)
    note = models.CharField("进展", max_length=300, blank=True)
    result = models.JSONField("结果", null=True)
    cancel_asked = models.BooleanField("请求取消", default=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = "后台任务"

    class Privacy:
        internal = (
            "id", "kind", "arguments", "state", "asked_by", "asked_at", "alive_at", "finished_at", "done", "total",
            "note", "result", "cancel_asked",
        )  # fmt: skip
