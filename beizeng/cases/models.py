"""Tables: cases, their events, what tells who asked, their clocks, the versions of kinds, the numbers given out."""

from django.db import models
from django.db.models import Q


class KindVersion(models.Model):
    """A kind exactly as it was when a case began under it, named by its hash."""

    hash = models.CharField("摘要", primary_key=True, max_length=64)
    kind = models.SlugField("类型", max_length=50)
    text = models.TextField("内容")

    class Meta:
        verbose_name = "事项类型版本"

    class Privacy:
        public = ("hash", "kind", "text")


class Numbering(models.Model):
    """The last number given out in a series (a kind and a year)."""

    series = models.CharField("系列", primary_key=True, max_length=80)
    last = models.PositiveIntegerField("末号", default=0)

    class Meta:
        verbose_name = "编号"

    class Privacy:
        public = ("series", "last")


class Case(models.Model):
    """A matter: its kind and version, what it is about, who holds it, its light and next due moment.

    ``state``, ``light``, ``holder_unit`` and ``next_due_at`` follow from the events and the clocks; ``revision`` counts
    what people did, so that the second of two clerks is told. ``follow_digest``: of the code by which the one who asked
    follows it; ``topic``: its class; ``result``: what came of it, which its closing alone does not say.
    """

    kind = models.SlugField("类型", max_length=50, db_index=True)
    version = models.ForeignKey(KindVersion, on_delete=models.PROTECT, related_name="+", verbose_name="类型版本")
    number = models.CharField("编号", max_length=60, unique=True)
    subject = models.CharField("对象", max_length=100, db_index=True)
    title = models.CharField("标题", max_length=300)
    lead_unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="牵头单位")
    joint_units = models.ManyToManyField("people.Unit", related_name="+", verbose_name="责任单位")
    holder_unit = models.ForeignKey(
        "people.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="现由谁办理"
    )
    state = models.CharField("状态", max_length=50)
    light = models.CharField("灯", max_length=10, default="green", db_index=True)
    next_due_at = models.DateTimeField("最近到期", null=True, db_index=True)
    opened_at = models.DateTimeField("交办时间")
    moved_at = models.DateTimeField("最近办理", db_index=True)
    closed_at = models.DateTimeField("办结时间", null=True)
    follow_digest = models.CharField("查询码摘要", max_length=64, blank=True)
    sent_as = models.CharField("表单标记", max_length=40, null=True, unique=True)
    joined_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="joined", verbose_name="并入事项"
    )
    topic = models.CharField("类别", max_length=50, blank=True, db_index=True)
    result = models.CharField("结果", max_length=50, blank=True, db_index=True)
    is_sample = models.BooleanField("示例", default=False)
    revision = models.PositiveIntegerField("版次", default=0)

    class Meta:
        ordering = ["next_due_at", "id"]
        verbose_name = "事项"

    class Privacy:
        internal = (
            "id", "kind", "version", "number", "subject", "title", "lead_unit", "joint_units", "holder_unit", "state",
            "light", "next_due_at", "opened_at", "moved_at", "closed_at", "joined_to", "topic", "result", "is_sample",
            "revision",
        )  # fmt: skip
        personal = ("follow_digest", "sent_as")

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Side(models.Model):
    """Somebody outside the offices who takes part in a case, and so may see it.

    ``who``: an account (``user:12``) or an entity (``entity:<code>``); ``role``: ``applicant`` or ``named``.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sides", verbose_name="事项")
    who = models.CharField("何人", max_length=64, db_index=True)
    role = models.CharField("身份", max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "who", "role"], name="cases_side_once")]
        verbose_name = "参与方"

    class Privacy:
        internal = ("id", "case", "role")
        personal = ("who",)


class SavedFilter(models.Model):
    """A list that a person keeps under a name: the query of its address. ``owner``: the account."""

    owner = models.CharField("何人", max_length=64, db_index=True)
    name = models.CharField("名称", max_length=50)
    query = models.CharField("条件", max_length=1000)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="cases_saved_filter_once")]
        verbose_name = "常用筛选"

    class Privacy:
        internal = ("id", "name", "query")
        personal = ("owner",)


class Event(models.Model):
    """What happened, in order; the database refuses to change or delete it (see migration 0002)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", verbose_name="事项")
    sequence = models.PositiveIntegerField("次序")
    action = models.CharField("动作", max_length=50)
    label = models.CharField("办理", max_length=100)
    actor_id = models.CharField("办理人编号", max_length=64)
    actor_name = models.CharField("办理人", max_length=100)
    actor_post = models.CharField("岗位", max_length=200)
    at = models.DateTimeField("时间")
    fields = models.JSONField("内容", default=dict)
    papers = models.JSONField("材料", default=list)

    class Meta:
        ordering = ["case_id", "sequence"]
        constraints = [models.UniqueConstraint(fields=["case", "sequence"], name="cases_event_once")]
        verbose_name = "办理记录"

    class Privacy:
        internal = ("id", "case", "sequence", "action", "label", "actor_id", "actor_post", "at")
        personal = ("actor_name", "fields", "papers")


class PrivateValue(models.Model):
    """A value that tells who asked (name, telephone): kept beside the events, so that no list or export can hold it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="private_values", verbose_name="事项")
    name = models.CharField("项目", max_length=50)
    value = models.JSONField("内容")

    class Meta:
        ordering = ["case_id", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "name"], name="cases_private_once")]
        verbose_name = "身份信息"

    class Privacy:
        internal = ("id", "case", "name")
        personal = ("value",)


class CaseClock(models.Model):
    """One clock of one case, as the machine computed it. ``next_at``: when the ticker must look at it again."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks", verbose_name="事项")
    key = models.CharField("编号", max_length=60)
    clock = models.CharField("时限", max_length=50)
    label = models.CharField("名称", max_length=200)
    unit = models.CharField("由哪个单位遵守", max_length=50, blank=True, db_index=True)
    starts_at = models.DateTimeField("起算")
    term = models.CharField("期限", max_length=40, blank=True)
    due_on = models.DateField("到期日", null=True)
    due_at = models.DateTimeField("到期时刻", null=True)
    rolled_from = models.DateField("顺延前到期日", null=True)
    provisional = models.BooleanField("暂定", default=False)
    stopped_at = models.DateTimeField("停止", null=True)
    outcome = models.CharField("结果", max_length=10, blank=True)
    paused_at = models.DateTimeField("暂停自", null=True)
    pauses = models.JSONField("暂停时段", default=list)
    extended_from = models.DateField("延期前到期日", null=True)
    extensions = models.PositiveSmallIntegerField("延期次数", default=0)
    asked_until_on = models.DateField("申请延至", null=True)
    asked_by = models.CharField("申请人编号", max_length=64, blank=True)
    light = models.CharField("灯", max_length=10)
    told = models.JSONField("已提醒", default=list)
    next_at = models.DateTimeField("下次查看", null=True, db_index=True)

    class Meta:
        ordering = ["case_id", "due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="cases_clock_once"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True, due_at__isnull=True) | Q(due_on__isnull=False, due_at__isnull=False),
                name="cases_clock_due_day_and_moment",
            ),
        ]
        verbose_name = "时限"

    class Privacy:
        internal = (
            "id", "case", "key", "clock", "label", "unit", "starts_at", "term", "due_on", "due_at", "rolled_from",
            "provisional", "stopped_at", "outcome", "paused_at", "pauses", "extended_from", "extensions",
            "asked_until_on", "asked_by", "light", "told", "next_at",
        )  # fmt: skip


class CalendarCheck(models.Model):
    """All open clocks looked at once under a calendar: which one, how far, how many moved.

    ``digest`` names all days and hours of the shelf, ``notices`` those that it held: digest → name.
    ``through``: the last clock looked at; a check that was cut off goes on after it.
    """

    digest = models.CharField("日历", max_length=64)
    notices = models.JSONField("放假通知", default=dict)
    at = models.DateTimeField("开始")
    finished_at = models.DateTimeField("完成", null=True)
    through = models.BigIntegerField("查到", default=0)
    looked = models.PositiveIntegerField("查看", default=0)
    moved = models.PositiveIntegerField("改期", default=0)

    class Meta:
        ordering = ["-id"]
        verbose_name = "日历核对"

    class Privacy:
        internal = ("id", "digest", "notices", "at", "finished_at", "through", "looked", "moved")


class ClockMove(models.Model):
    """A due moment that a calendar moved: from when to when, and which notices did it."""

    calendar_check = models.ForeignKey(
        CalendarCheck, on_delete=models.PROTECT, related_name="moves", verbose_name="核对"
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="moves", verbose_name="事项")
    key = models.CharField("时限编号", max_length=60)
    label = models.CharField("时限", max_length=200)
    old_due_on = models.DateField("原到期日")
    new_due_on = models.DateField("现到期日")
    why = models.CharField("依据", max_length=500)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        ordering = ["-at", "id"]
        verbose_name = "改期"

    class Privacy:
        internal = ("id", "calendar_check", "case", "key", "label", "old_due_on", "new_due_on", "why", "at")


class Notice(models.Model):
    """A reminder to a unit or a role (``unit:wenlv``, ``role:county_leader``); ``key`` names its occasion, once.

    ``at``: when it was due to be told; ``made_at``: when the ticker told it.
    """

    key = models.CharField("场合", max_length=200, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices", verbose_name="事项")
    to = models.CharField("收件", max_length=64, db_index=True)
    subject = models.CharField("标题", max_length=400)
    text = models.CharField("内容", max_length=400)
    at = models.DateTimeField("时间", db_index=True)
    made_at = models.DateTimeField("生成时间", db_index=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = "提醒"

    class Privacy:
        internal = ("id", "key", "case", "to", "at", "made_at")
        personal = ("subject", "text")
