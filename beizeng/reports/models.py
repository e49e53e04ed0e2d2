"""Tables: reports, drafts and issued ones, and the templates that an office has put in the place of the packs' own."""

from django.db import models
from django.db.models import Q


class Report(models.Model):
    """A report. Once issued, the database refuses to change it (migration 0002).

    ``content``: the ``Briefing`` as JSON, from which the page is shown; ``content_sha256`` names exactly that.
    The papers lie under their hashes in the files: the document, the workbook, the list of records behind each figure.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        ISSUED = "issued", "已签发"

    kind = models.SlugField("种类", max_length=30)
    period = models.CharField("期间", max_length=40)
    title = models.CharField("标题", max_length=200)
    day = models.DateField("截至")
    known_on = models.DateField("知悉日")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    content = models.JSONField("内容")
    content_sha256 = models.CharField("内容摘要", max_length=64)
    template_sha256 = models.CharField("模板摘要", max_length=64)
    docx_sha256 = models.CharField("文稿摘要", max_length=64)
    xlsx_sha256 = models.CharField("数据表摘要", max_length=64)
    records_sha256 = models.CharField("记录清单摘要", max_length=64)
    red_head = models.CharField("发文机关标志", max_length=60, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    signed_on = models.DateField("成文日期", null=True)
    drafted_at = models.DateTimeField("起草时间")
    drafted_by = models.CharField("起草人", max_length=100)
    issued_at = models.DateTimeField("签发时间", null=True)
    issued_by = models.CharField("签发人", max_length=100, blank=True)
    is_sample = models.BooleanField("示例", default=False)

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "day"], condition=Q(state="draft"), name="reports_one_draft"),
            models.UniqueConstraint(
                fields=["document_number"], condition=~Q(document_number=""), name="reports_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state="issued", issued_at__isnull=False, signed_on__isnull=False)
                | Q(state="draft", document_number="", red_head="", signed_on__isnull=True),
                name="reports_draft_bears_nothing",
            ),
        ]
        verbose_name = "简报"

    class Privacy:
        internal = (
            "id", "kind", "period", "title", "day", "known_on", "state", "content", "content_sha256",
            "template_sha256", "docx_sha256", "xlsx_sha256", "records_sha256", "red_head", "document_number",
            "signed_on", "drafted_at", "issued_at", "is_sample",
        )  # fmt: skip
        personal = ("drafted_by", "issued_by")

    def __str__(self) -> str:
        return self.title


class ReportTemplate(models.Model):
    """A template that an office has adopted; the latest of a kind is used."""

    kind = models.SlugField("种类", max_length=30)
    sha256 = models.CharField("文件摘要", max_length=64)
    name = models.CharField("文件名", max_length=200)
    adopted_at = models.DateTimeField("采用时间")
    adopted_by = models.CharField("采用人", max_length=100)

    class Meta:
        ordering = ["-adopted_at", "-id"]
        verbose_name = "简报模板"

    class Privacy:
        internal = ("id", "kind", "sha256", "name", "adopted_at")
        personal = ("adopted_by",)
