"""Tables: what a judgement of the whole register found, which policies are suspended, what is paid without asking.

Runs, bits and reaches can be computed again from packs and facts; suspensions, batches and payments are acts.
"""

from django.db import models
from django.db.models import Q


class Run(models.Model):
    """One judgement of the whole register: for a day, by what was known, under the packs and facts of these digests.

    ``layout``: policy → places of its criteria in ``EntityBits.bits`` (null: not set).
    ``counts``: policy → [met, not met, unknown]. ``stopped``: policy → why it judged nobody.
    ``feeds``: the keys of the feeds known then: while they, the packs and the day are the same, so is the run.
    ``done`` counts the entities written; a run is read only when ``finished_at`` is set.
    """

    day = models.DateField("判断日")
    known_on = models.DateField("知悉日")
    rules_digest = models.CharField("规则摘要", max_length=64)
    facts_digest = models.CharField("事实摘要", max_length=64)
    feeds = models.JSONField("批次", default=list)
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
            "id", "day", "known_on", "rules_digest", "facts_digest", "feeds", "layout", "counts", "stopped", "entities",
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


class Batch(models.Model):
    """A list of entities that a policy is paid to without an application (免申即享).

    Frozen when it is confirmed: ``digest`` is the SHA-256 over its payments with their facts; from then on a payment
    can be struck out for a reason, and never changed. ``channel_basis``: who decided that nobody need apply.
    """

    class State(models.TextChoices):
        SCREENED = "screened", "待确认"
        CONFIRMED = "confirmed", "已确认"
        PUBLISHED = "published", "公示中"
        PAYABLE = "payable", "待拨付"
        PAID = "paid", "已办结"
        CANCELLED = "cancelled", "已撤销"

    policy = models.CharField("政策", max_length=64)
    label = models.CharField("政策名称", max_length=100)
    unit = models.CharField("答复单位", max_length=64)
    day = models.DateField("判断日")
    known_on = models.DateField("知悉日")
    rules_digest = models.CharField("规则摘要", max_length=64)
    channel_basis = models.CharField("免申请的依据", max_length=300)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.SCREENED)
    screened_at = models.DateTimeField("筛查时间")
    screened_by = models.CharField("筛查人", max_length=64)
    confirmed_at = models.DateTimeField("确认时间", null=True)
    digest = models.CharField("名单摘要", max_length=64, blank=True)
    published_on = models.DateField("公示日", null=True)
    published_until = models.DateField("公示到", null=True)
    publication_basis = models.CharField("公示期依据", max_length=300, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True)
    is_sample = models.BooleanField("示例", default=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy"],
                condition=~Q(state__in=["paid", "cancelled"]),
                name="rules_one_open_batch_per_policy",
            )
        ]
        verbose_name = "免申即享批次"

    class Privacy:
        public = ("id", "policy", "label", "unit", "state", "published_on", "published_until", "is_sample")
        internal = (
            "day", "known_on", "rules_digest", "channel_basis", "screened_at", "screened_by", "confirmed_at", "digest",
            "publication_basis", "closed_at",
        )  # fmt: skip


class Payment(models.Model):
    """One entity in a batch, with the facts that it was judged by (as programs write them).

    Waiting: it is owed and not paid, for the year's budget is used up; a later batch takes it first.
    """

    class State(models.TextChoices):
        LISTED = "listed", "在列"
        STRUCK = "struck", "已剔除"
        PAID = "paid", "已拨付"
        FAILED = "failed", "拨付未成"
        WAITING = "waiting", "等待预算"

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="payments", verbose_name="批次")
    code = models.CharField("统一社会信用代码", max_length=18)
    name = models.CharField("名称", max_length=200)
    amount_fen = models.BigIntegerField("金额（分）", null=True)
    facts = models.JSONField("依据的事实")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.LISTED)
    reason = models.CharField("剔除或未成的原因", max_length=500, blank=True)
    paid_on = models.DateField("拨付日", null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["batch", "code"], name="rules_payment_once")]
        indexes = [models.Index(fields=["code"], name="rules_payment_by_code")]
        verbose_name = "免申即享发放"

    class Privacy:
        public = ("code", "name", "amount_fen")
        internal = ("id", "batch", "facts", "state", "reason", "paid_on")


class Objection(models.Model):
    """What somebody says against a published payment, and what the unit found. It must be answered before paying."""

    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="objections", verbose_name="发放")
    text = models.CharField("异议", max_length=1000)
    raised_at = models.DateTimeField("提出时间")
    answer = models.CharField("处理意见", max_length=1000, blank=True)
    is_upheld = models.BooleanField("成立", null=True)
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "公示异议"

    class Privacy:
        internal = ("id", "payment", "text", "raised_at", "answer", "is_upheld", "answered_at")


class PolicyDraft(models.Model):
    """A policy as a clerk types it, until a second person signs it; then it lies in the site's own packs.

    ``entered``: the fields as typed (``drafting``). ``amends``: the policy of which it is a further version.
    ``text`` and ``address``: the pack file that was signed. ``told``: why it was sent back or withdrawn.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草案"
        SUBMITTED = "submitted", "待签发"
        APPROVED = "approved", "已签发"
        WITHDRAWN = "withdrawn", "已撤回"

    policy = models.CharField("代号", max_length=64)
    label = models.CharField("名称", max_length=200)
    unit = models.CharField("答复单位", max_length=64)
    amends = models.CharField("修改的政策", max_length=64, blank=True)
    entered = models.JSONField("填写的内容")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    made_by = models.CharField("起草人编号", max_length=64)
    made_by_name = models.CharField("起草人", max_length=100)
    changed_at = models.DateTimeField("改动时间")
    told = models.CharField("说明", max_length=500, blank=True)
    signed_by_name = models.CharField("签发人", max_length=100, blank=True)
    signed_at = models.DateTimeField("签发时间", null=True)
    address = models.CharField("存放处", max_length=200, blank=True)
    text = models.TextField("签发的内容", blank=True)

    class Meta:
        ordering = ["-changed_at", "-id"]
        verbose_name = "政策草案"

    class Privacy:
        internal = (
            "id", "policy", "label", "unit", "amends", "entered", "state", "made_by", "made_by_name", "changed_at",
            "told", "signed_by_name", "signed_at", "address", "text",
        )  # fmt: skip
