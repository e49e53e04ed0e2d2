"""Tables: the readings, up to where the register was last counted, and which periods are locked."""

from decimal import Decimal

from django.db import models

SCALE = 1_000_000


class Reading(models.Model):
    """A value of an indicator for a day (``on``), by what was known on another; the database refuses to change it.

    A correction is a further version with who and why. ``millionths`` null: it is not known any more, or not yet.
    ``parts``: kind of entity → how many are in the number; ``unknown``: of how many it is not known.
    ``entered``, ``left``: how many came into a counted number and left it since the quarter end before; null: unknown.
    ``is_baseline``: the lead unit tells from where the path starts.
    """

    class Source(models.TextChoices):
        REGISTER = "register", "名录计量"
        REPORTED = "reported", "单位填报"

    indicator = models.SlugField("指标", max_length=40)
    is_baseline = models.BooleanField("是基数", default=False)
    on = models.DateField("所指日期")
    known_on = models.DateField("知悉日")
    version = models.PositiveIntegerField("版次")
    millionths = models.BigIntegerField("值（百万分之一）", null=True)
    parts = models.JSONField("按主体类别", default=dict)
    unknown = models.PositiveIntegerField("未知户数", default=0)
    entered = models.PositiveIntegerField("本季新进", null=True)
    left = models.PositiveIntegerField("本季退出", null=True)
    source = models.CharField("来源", max_length=10, choices=Source.choices)
    query = models.JSONField("计量方法", default=dict)
    digest = models.CharField("计量摘要", max_length=64, blank=True)
    reason = models.CharField("更正理由", max_length=1000, blank=True)
    papers = models.JSONField("佐证材料", default=list)
    by_id = models.CharField("填报人编号", max_length=64)
    by_name = models.CharField("填报人", max_length=100)
    by_post = models.CharField("岗位", max_length=200)
    at = models.DateTimeField("填报时间")
    is_sample = models.BooleanField("示例", default=False)

    class Meta:
        ordering = ["indicator", "on", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "is_baseline", "on", "version"], name="indicators_reading_version_once"
            )
        ]
        verbose_name = "指标读数"

    class Privacy:
        internal = (
            "id", "indicator", "is_baseline", "on", "known_on", "version", "millionths", "parts", "unknown", "entered",
            "left", "source", "query", "digest", "reason", "by_id", "by_post", "at", "is_sample",
        )  # fmt: skip
        personal = ("by_name", "papers")

    def __str__(self) -> str:
        return f"{self.indicator} {self.on} v{self.version}"

    @property
    def value(self) -> Decimal | None:
        """The value; None: unknown."""
        return None if self.millionths is None else Decimal(self.millionths) / SCALE


class Measuring(models.Model):
    """One row: the day up to which the register was last counted, and the feeds that counted then."""

    day = models.DateField("计量截至日")
    feeds = models.JSONField("所用批次", default=list)

    class Meta:
        verbose_name = "计量状态"

    class Privacy:
        internal = ("id", "day", "feeds")

    def __str__(self) -> str:
        return f"{self.day}"


class PeriodMove(models.Model):
    """A period (2024Q3) was locked or unlocked; the last of them counts. Never changed."""

    period = models.CharField("填报期", max_length=6)
    locks = models.BooleanField("锁定")
    reason = models.CharField("理由", max_length=1000, blank=True)
    by_id = models.CharField("经办人编号", max_length=64)
    by_name = models.CharField("经办人", max_length=100)
    by_post = models.CharField("岗位", max_length=200)
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["-id"]
        verbose_name = "填报期锁定"

    class Privacy:
        internal = ("id", "period", "locks", "reason", "by_id", "by_post", "at")
        personal = ("by_name",)

    def __str__(self) -> str:
        return f"{self.period} {'locked' if self.locks else 'open'}"
