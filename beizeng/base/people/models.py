"""Tables: units, posts, accounts, who holds which post, who acts for which entity."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q


class Unit(models.Model):
    """A unit as the packs name it. Never deleted: it ends, and names its successors."""

    id = models.SlugField("编号", primary_key=True, max_length=50)
    name = models.CharField("简称", max_length=100, unique=True)
    full_name = models.CharField("全称", max_length=200, blank=True)
    aliases = models.JSONField("别名", default=list)
    level = models.CharField("层级", max_length=20)
    kind = models.CharField("类别", max_length=20)
    members = models.JSONField("成员", default=list)
    division = models.CharField("行政区划", max_length=12, blank=True)
    since_on = models.DateField("自", null=True)
    until_on = models.DateField("至", null=True)
    successors = models.JSONField("承继单位", default=list)
    place = models.CharField("来源", max_length=50)
    order = models.PositiveIntegerField("次序", default=0)

    class Meta:
        ordering = ["order", "id"]
        verbose_name = "单位"

    class Privacy:
        public = (
            "id", "name", "full_name", "aliases", "level", "kind", "members", "division", "since_on", "until_on",
            "successors", "place", "order",
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Accounts(BaseUserManager["User"]):
    """How Django finds an account by its name."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """An account: one person. What it may do comes from the posts held on a day, never from the account."""

    username = models.CharField("账号", max_length=50, unique=True)
    name = models.CharField("姓名", max_length=100)
    is_active = models.BooleanField("启用", default=True)
    is_sample = models.BooleanField("示例账号", default=False)
    email = models.EmailField("邮箱", blank=True)
    phone = models.CharField("手机", max_length=20, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = Accounts()

    class Meta:
        verbose_name = "账号"

    class Privacy:
        internal = ("id", "username", "is_active", "is_sample", "last_login")
        personal = ("name", "email", "phone", "password")

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post in a unit, with one role. Matters are held by posts."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts", null=True, verbose_name="单位")
    title = models.CharField("岗位", max_length=100)
    role = models.CharField("角色", max_length=50)

    class Meta:
        ordering = ["unit__order", "id"]
        constraints = [models.UniqueConstraint(fields=["unit", "title"], name="people_post_once")]
        verbose_name = "岗位"

    class Privacy:
        public = ("id", "unit", "title", "role")


class Holding(models.Model):
    """Who holds a post, from which day to which day (both included; open end: until further notice)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="holdings", verbose_name="账号")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings", verbose_name="岗位")
    since_on = models.DateField("自")
    until_on = models.DateField("至", null=True)

    class Meta:
        ordering = ["since_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")), name="people_holding_in_order"
            )
        ]
        verbose_name = "任职"

    class Privacy:
        internal = ("id", "user", "post", "since_on", "until_on")


class Mandate(models.Model):
    """An account may act for an entity: its owner, or an agent with an end day."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mandates", verbose_name="账号")
    entity_code = models.CharField("统一社会信用代码", max_length=18)
    is_agent = models.BooleanField("代办人", default=False)
    since_on = models.DateField("自")
    until_on = models.DateField("至", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_agent=False) | Q(until_on__isnull=False), name="people_agent_has_an_end"
            )
        ]
        verbose_name = "代理授权"

    class Privacy:
        internal = ("id", "user", "entity_code", "is_agent", "since_on", "until_on")


class ApiKey(models.Model):
    """A key of another program: what it may read, how far it reaches, until which day. Of the secret only the hash."""

    name = models.CharField("用途", max_length=100)
    prefix = models.CharField("密钥开头", max_length=12)
    digest = models.CharField("密钥摘要", max_length=64, unique=True)
    permissions = models.JSONField("权限", default=list)
    reach = models.CharField("范围", max_length=4, choices=(("all", "全县"), ("unit", "单位"), ("own", "主体")))
    units = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name="单位")
    entity_codes = models.JSONField("统一社会信用代码", default=list)
    until_on = models.DateField("有效期至")
    made_at = models.DateTimeField("发放时间")
    revoked_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        verbose_name = "接口密钥"

    class Privacy:
        internal = (
            "id", "name", "prefix", "digest", "permissions", "reach", "units", "entity_codes", "until_on", "made_at",
            "revoked_at",
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class ApiUse(models.Model):
    """How often a caller asked on a day, and within the minute that runs: the usage log and the rate limit in one row.

    ``caller`` is ``key:3``, or the hash of an address, which changes every day and is forgotten the day after.
    """

    caller = models.CharField("调用方", max_length=40)
    day = models.DateField("日期")
    count = models.PositiveIntegerField("次数", default=0)
    minute_at = models.DateTimeField("当前分钟")
    minute_count = models.PositiveIntegerField("当前分钟次数", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "day"], name="people_use_once_a_day")]
        verbose_name = "接口用量"

    class Privacy:
        internal = ("id", "caller", "day", "count", "minute_at", "minute_count")
