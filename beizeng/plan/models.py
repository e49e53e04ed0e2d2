"""Tables: the programme that runs, its projects, targets and measures, and the issued texts that were loaded."""

from django.db import models
from django.db.models import Q

#: How the lead unit is known: the plan names it; the first named, or the leading group's office where the plan names
#: nobody, is proposed; the leading group's office has confirmed it.
LEAD_STATES = (("named", "方案写明"), ("proposed", "待确认"), ("confirmed", "已确认"))


class Programme(models.Model):
    """A programme opened from a pack. ``content_sha256`` names what the pack said; ``text_sha256`` the issued text."""

    id = models.SlugField("编号", primary_key=True, max_length=50)
    title = models.CharField("标题", max_length=200)
    document_number = models.CharField("文号", max_length=60, blank=True)
    issuer = models.CharField("印发机关", max_length=100, blank=True)
    issued_on = models.DateField("印发日期", null=True)
    text_sha256 = models.CharField("原文摘要", max_length=64)
    content_sha256 = models.CharField("内容摘要", max_length=64)
    findings = models.JSONField("方案问题", default=list)
    opened_at = models.DateTimeField("开办时间")
    is_sample = models.BooleanField("示例", default=False)

    class Meta:
        ordering = ["-opened_at"]
        verbose_name = "方案"

    class Privacy:
        public = (
            "id", "title", "document_number", "issuer", "issued_on", "text_sha256", "content_sha256", "findings",
            "opened_at", "is_sample",
        )  # fmt: skip

    def __str__(self) -> str:
        return self.title


class Responsible(models.Model):
    """Who answers: the lead with how it is known, the other units named, what names nobody."""

    lead_unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="牵头单位")
    lead_state = models.CharField("牵头状态", max_length=10, choices=LEAD_STATES)
    joint_units = models.ManyToManyField("people.Unit", related_name="+", verbose_name="责任单位")
    unresolved = models.JSONField("未写明的单位", default=list)
    role_word = models.CharField("括号用语", max_length=20, blank=True)

    class Meta:
        abstract = True


class Project(Responsible):
    """One of the programme's projects (……工程)."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="projects", verbose_name="方案")
    number = models.PositiveIntegerField("序号")
    name = models.CharField("名称", max_length=100)

    class Meta:
        ordering = ["programme", "number"]
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="plan_project_once")]
        verbose_name = "工程"

    class Privacy:
        public = (
            "id", "programme", "number", "name", "lead_unit", "lead_state", "joint_units", "unresolved", "role_word",
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    """A target of the goal (no project) or of a project. No baseline, no target: the plan gives no figure; never 0."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="targets", verbose_name="方案")
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, related_name="targets", verbose_name="工程"
    )
    key = models.SlugField("编号", max_length=20)
    order = models.PositiveIntegerField("次序")
    name = models.CharField("名称", max_length=200)
    baseline = models.DecimalField("基数", max_digits=18, decimal_places=4, null=True)
    target = models.DecimalField("目标值", max_digits=18, decimal_places=4, null=True)
    comparator = models.CharField("比较", max_length=20)
    unit = models.CharField("单位", max_length=20, blank=True)
    deadline = models.DateField("完成期限", null=True)
    modality = models.CharField("措辞", max_length=20, blank=True)
    stated = models.CharField("文字目标", max_length=100, blank=True)
    span_start = models.PositiveIntegerField("起")
    span_end = models.PositiveIntegerField("止")

    class Meta:
        ordering = ["programme", "order"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="plan_target_once"),
            models.CheckConstraint(condition=Q(target__isnull=False) | ~Q(stated=""), name="plan_target_is_said"),
        ]
        verbose_name = "指标"

    class Privacy:
        public = (
            "id", "programme", "project", "key", "order", "name", "baseline", "target", "comparator", "unit",
            "deadline", "modality", "stated", "span_start", "span_end",
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Measure(Responsible):
    """A measure: heading, section, who answers, its figures, its place in the issued text."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="measures", verbose_name="方案")
    number = models.PositiveIntegerField("序号")
    title = models.CharField("标题", max_length=200)
    section_number = models.PositiveIntegerField("节号", null=True)
    section_name = models.CharField("节名", max_length=100, blank=True)
    figures = models.JSONField("数量、额度、期限", default=list)
    span_start = models.PositiveIntegerField("起")
    span_end = models.PositiveIntegerField("止")

    class Meta:
        ordering = ["programme", "number"]
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="plan_measure_once")]
        verbose_name = "举措"

    class Privacy:
        public = (
            "id", "programme", "number", "title", "section_number", "section_name", "figures", "span_start", "span_end",
            "lead_unit", "lead_state", "joint_units", "unresolved", "role_word",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class PlanText(models.Model):
    """An issued text that was loaded; the latest is the one shown. Its bytes lie under their hash in the files."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="texts", verbose_name="方案")
    sha256 = models.CharField("文件摘要", max_length=64)
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveIntegerField("字节数")
    differences = models.JSONField("与数据包不同之处", default=list)
    loaded_at = models.DateTimeField("载入时间")
    loaded_by = models.CharField("载入人", max_length=100)

    class Meta:
        ordering = ["-loaded_at", "-id"]
        verbose_name = "方案原文"

    class Privacy:
        public = ("id", "programme", "sha256", "name", "size", "differences", "loaded_at")
        internal = ("loaded_by",)
