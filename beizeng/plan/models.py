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
    place = models.SlugField("文中位置", max_length=20)
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
            "id", "programme", "project", "key", "place", "order", "name", "baseline", "target", "comparator",
            "unit", "deadline", "modality", "stated", "span_start", "span_end",
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Measure(Responsible):
    """A measure: heading, section, who answers, its figures, its place in the issued text.

    ``number`` names it as long as the programme runs; ``printed`` is its number in the text that is in force.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="measures", verbose_name="方案")
    number = models.PositiveIntegerField("序号")
    printed = models.PositiveIntegerField("文中序号")
    title = models.CharField("标题", max_length=200)
    section_number = models.PositiveIntegerField("节号", null=True)
    section_name = models.CharField("节名", max_length=100, blank=True)
    figures = models.JSONField("数量、额度、期限", default=list)
    span_start = models.PositiveIntegerField("起")
    span_end = models.PositiveIntegerField("止")

    class Meta:
        ordering = ["programme", "printed"]
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="plan_measure_once")]
        verbose_name = "举措"

    class Privacy:
        public = (
            "id", "programme", "number", "printed", "title", "section_number", "section_name", "figures", "span_start",
            "span_end", "lead_unit", "lead_state", "joint_units", "unresolved", "role_word",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.printed}. {self.title}"


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


class PlanDraft(models.Model):
    """A text handed in and not yet in force: of a plan to begin, or another version of the one that runs.

    Its bytes lie under their hash in the files. ``outcome``: empty while it is open; it began a programme, was loaded
    as its text, or was put away.
    """

    class Outcome(models.TextChoices):
        BEGUN = "begun", "已开办"
        LOADED = "loaded", "已载入"
        DROPPED = "dropped", "未采用"

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, related_name="drafts", verbose_name="方案"
    )
    sha256 = models.CharField("文件摘要", max_length=64)
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveIntegerField("字节数")
    handed_at = models.DateTimeField("交来时间")
    handed_by = models.CharField("交来人", max_length=100)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, blank=True)
    settled_at = models.DateTimeField("处理时间", null=True)
    settled_by = models.CharField("处理人", max_length=100, blank=True)

    class Meta:
        ordering = ["-handed_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["sha256"], condition=Q(outcome=""), name="plan_draft_open_once"),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at=None) | ~Q(outcome=""), name="plan_draft_is_open"
            ),
        ]
        verbose_name = "待用方案"

    class Privacy:
        internal = (
            "id", "programme", "sha256", "name", "size", "handed_at", "handed_by", "outcome", "settled_at",
            "settled_by",
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class PlanFinding(models.Model):
    """Something to put right in the plan, and what was decided about it.

    ``fingerprint`` names code, words and the sentence: the same in a later text keeps its decision; where the sentence
    changed, the finding is open again and ``reopened`` says what had been decided. ``is_current``: the latest text
    still shows it. ``day``: the day whose laws were meant.
    """

    class State(models.TextChoices):
        OPEN = "open", "待处理"
        ACCEPTED = "accepted", "属实"
        REJECTED = "rejected", "不采纳"
        ASSIGNED = "assigned", "已交办"

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="plan_findings", verbose_name="方案"
    )
    code = models.CharField("类别", max_length=40)
    group = models.CharField("组", max_length=20)
    label = models.CharField("名称", max_length=200)
    severity = models.CharField("程度", max_length=10)
    strength = models.CharField("把握", max_length=10, blank=True)
    message = models.TextField("问题")
    why = models.TextField("为什么", blank=True)
    article = models.CharField("依据", max_length=300, blank=True)
    advice = models.TextField("怎么办", blank=True)
    subject = models.CharField("所属", max_length=40, blank=True)
    span_start = models.PositiveIntegerField("起")
    span_end = models.PositiveIntegerField("止")
    quote = models.TextField("原文", blank=True)
    fingerprint = models.CharField("指纹", max_length=64)
    day = models.DateField("按哪天的法规")
    found_at = models.DateTimeField("发现时间")
    is_current = models.BooleanField("现行", default=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.TextField("理由", blank=True)
    assigned_to = models.ForeignKey(
        "people.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="交办单位"
    )
    decided_at = models.DateTimeField("处理时间", null=True)
    decided_by = models.CharField("处理人", max_length=100, blank=True)
    reopened = models.TextField("重新打开", blank=True)

    class Meta:
        ordering = ["programme", "span_start", "id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "fingerprint"], name="plan_finding_once"),
            models.CheckConstraint(condition=Q(state="open") | ~Q(reason=""), name="plan_finding_decided_with_reason"),
        ]
        verbose_name = "方案问题"

    class Privacy:
        internal = (
            "id", "programme", "code", "group", "label", "severity", "strength", "message", "why", "article", "advice",
            "subject", "span_start", "span_end", "quote", "fingerprint", "day", "found_at", "is_current", "state",
            "reason", "assigned_to", "decided_at", "decided_by", "reopened",
        )  # fmt: skip

    def __str__(self) -> str:
        return self.message


class PlanCorrection(models.Model):
    """A field of an element of the plan set right by a person. It holds until it is undone.

    ``quote``: the words of the text that it was made at; ``was`` and ``value`` as JSON (units by id, a day in ISO).
    ``draft``: the text that it was made in before a programme began; the programme takes its corrections along.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, related_name="corrections", verbose_name="方案"
    )
    draft = models.ForeignKey(
        PlanDraft, on_delete=models.PROTECT, null=True, related_name="corrections", verbose_name="待用方案"
    )
    element = models.CharField("要素", max_length=40)
    field = models.CharField("栏目", max_length=20)
    quote = models.TextField("原句")
    was = models.JSONField("原读作", null=True)
    value = models.JSONField("更正为", null=True)
    reason = models.TextField("理由")
    made_at = models.DateTimeField("更正时间")
    made_by = models.CharField("更正人", max_length=100)
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_by = models.CharField("撤销人", max_length=100, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "element", "field"], condition=Q(undone_at=None), name="plan_one_correction_holds"
            ),
            models.UniqueConstraint(
                fields=["draft", "element", "field"], condition=Q(undone_at=None), name="plan_one_draft_correction"
            ),
            models.CheckConstraint(
                condition=Q(programme__isnull=False, draft=None) | Q(programme=None, draft__isnull=False),
                name="plan_correction_of_one",
            ),
        ]
        verbose_name = "方案更正"

    class Privacy:
        internal = (
            "id", "programme", "draft", "element", "field", "quote", "was", "value", "reason", "made_at", "made_by",
            "undone_at", "undone_by",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.element} {self.field}"
