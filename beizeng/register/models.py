"""Tables: the feeds that came in, and a card per entity for pages and search. The facts lie in the facts store."""

from django.db import models
from django.db.models import Q


class Feed(models.Model):
    """A feed: one file, published at one moment, perhaps withdrawn. Its rows lie under ``key`` in the facts store.

    ``on_day``: the day since which its rows hold where they name none; ``known_on``: since when we have it.
    ``cards_wait``: the cards do not show it yet (or, withdrawn, still show it).
    """

    key = models.CharField("存储键", max_length=32, unique=True)
    kind = models.CharField("种类", max_length=50)
    file_name = models.CharField("文件名", max_length=255)
    sha256 = models.CharField("文件哈希", max_length=64)
    rows = models.PositiveIntegerField("行数")
    loaded = models.PositiveIntegerField("载入")
    suspect = models.PositiveIntegerField("存疑载入")
    rejected = models.PositiveIntegerField("未载入")
    changed = models.PositiveIntegerField("有变化")
    on_day = models.DateField("生效日")
    known_on = models.DateField("知悉日", db_index=True)
    published_at = models.DateTimeField("载入时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    is_sample = models.BooleanField("示例数据", default=False)
    cards_wait = models.BooleanField("卡片待刷新", default=True, db_index=True)
    report = models.JSONField("报告", default=dict)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "sha256", "on_day", "known_on"],
                condition=Q(withdrawn_at__isnull=True),
                name="register_feed_once",
            )
        ]
        verbose_name = "数据批次"

    class Privacy:
        internal = (
            "id", "key", "kind", "file_name", "sha256", "rows", "loaded", "suspect", "rejected", "changed", "on_day",
            "known_on", "published_at", "withdrawn_at", "is_sample", "cards_wait", "report",
        )  # fmt: skip


class Heading(models.Model):
    """A heading that an office uses and no pack knows: the column of ``kind`` that it stands over fills ``fact``."""

    LONGEST = 60

    kind = models.CharField("种类", max_length=50)
    heading = models.CharField("栏目名称", max_length=LONGEST)
    fact = models.CharField("读作", max_length=60)
    told_at = models.DateTimeField("写明时间")
    told_by = models.CharField("写明的人", max_length=80)

    class Meta:
        ordering = ["kind", "heading"]
        constraints = [models.UniqueConstraint(fields=["kind", "heading"], name="register_heading_once")]
        verbose_name = "栏目名称"

    class Privacy:
        internal = ("id", "kind", "heading", "fact", "told_at", "told_by")


class Card(models.Model):
    """What pages and search need of an entity, as of the day of ``CardState``. Derived: it can be made anew.

    ``township``: nine digits, empty where only the county is known; ``section``: the letter of the industry.
    ``old_number``: of 13 or 15 digits, before 2015; ``converted_from``: the code or old number it was before (个转企).
    ``grams``: pieces of the name, old names, pinyin, initials and address, by which search finds the card.
    """

    code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    name = models.CharField("名称", max_length=300)
    pinyin = models.CharField("拼音", max_length=1500, db_index=True)
    initials = models.CharField("拼音首字母", max_length=300)
    old_names = models.JSONField("曾用名", default=list)
    kind = models.CharField("主体类别", max_length=30, db_index=True)
    status = models.CharField("登记状态", max_length=30, db_index=True)
    section = models.CharField("行业门类", max_length=1, db_index=True)
    industry = models.CharField("行业代码", max_length=10)
    division = models.CharField("行政区划", max_length=12)
    township = models.CharField("乡镇", max_length=9, db_index=True)
    established_on = models.DateField("成立日期", null=True, db_index=True)
    ended_on = models.DateField("注销或迁出日期", null=True)
    address = models.CharField("住所", max_length=300, default="")
    old_number = models.CharField("原注册号", max_length=30, default="")
    converted_from = models.CharField("转型前代码", max_length=30, default="")
    merged_codes = models.JSONField("并入的代码", default=list)
    is_sample = models.BooleanField("示例数据", default=False)
    search = models.TextField("检索文字")
    grams = models.TextField("检索词")

    class Meta:
        ordering = ["pinyin", "code"]
        verbose_name = "主体卡片"

    class Privacy:
        public = (
            "id", "code", "name", "pinyin", "initials", "old_names", "kind", "status", "section", "industry",
            "division", "township", "established_on", "ended_on", "address", "old_number",
            "converted_from", "merged_codes", "is_sample", "search", "grams",
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class CardState(models.Model):
    """One row: the day as of which the cards stand."""

    as_of_on = models.DateField("卡片截至日")

    class Privacy:
        internal = ("id", "as_of_on")


class Likeness(models.Model):
    """Two entities that may be one: how likely, and by which of their facts. Found anew at any time, but for decisions.

    ``first`` < ``second``: their codes; ``lines``: what was compared, with the weight of each outcome.
    """

    class State(models.TextChoices):
        OPEN = "open", "待处理"
        APART = "apart", "不是同一户"

    first = models.CharField("代码一", max_length=18, db_index=True)
    second = models.CharField("代码二", max_length=18, db_index=True)
    first_name = models.CharField("名称一", max_length=300)
    second_name = models.CharField("名称二", max_length=300)
    probability = models.FloatField("可能性", db_index=True)
    lines = models.JSONField("比较", default=list)
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN, db_index=True)
    found_on = models.DateField("查找日")
    reason = models.CharField("认定原因", max_length=200, default="")
    decided_by = models.CharField("认定人", max_length=80, default="")

    class Meta:
        ordering = ["-probability", "first", "second"]
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="register_likeness_once")]
        verbose_name = "疑似重复"

    class Privacy:
        internal = (
            "id", "first", "second", "first_name", "second_name", "probability", "lines", "state", "found_on",
            "reason", "decided_by",
        )  # fmt: skip


class Merge(models.Model):
    """Two codes found to be one entity: what is said under ``absorbed`` is read as said of ``kept``, from ``known_on``.

    Taken apart (``undone_on``), it counts no longer for what was known from that day; no feed is changed by either.
    """

    absorbed = models.CharField("并入的代码", max_length=18, db_index=True)
    kept = models.CharField("保留的代码", max_length=18, db_index=True)
    names = models.JSONField("合并时的名称", default=list)
    known_on = models.DateField("合并日", db_index=True)
    reason = models.CharField("原因", max_length=200)
    merged_by = models.CharField("合并人", max_length=80)
    undone_on = models.DateField("撤销日", null=True)
    undone_by = models.CharField("撤销人", max_length=80, default="")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_on__isnull=True), name="register_merge_once"
            )
        ]
        verbose_name = "合并"

    class Privacy:
        internal = (
            "id", "absorbed", "kept", "names", "known_on", "reason", "merged_by", "undone_on", "undone_by",
        )  # fmt: skip
