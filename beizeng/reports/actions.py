"""Writing reports: drafting, issuing, adopting a template. Papers are made outside any transaction."""

import datetime
import re
from dataclasses import dataclass

from django.conf import settings

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Done, Refused, Unchanged, action
from beizeng.base.people.actor import Actor
from beizeng.base.ports import papers
from beizeng.reports import queries, shelf
from beizeng.reports.compose import compose
from beizeng.reports.content import Briefing
from beizeng.reports.document import Formalities, document
from beizeng.reports.gather import gather
from beizeng.reports.kept import content_digest, records_file
from beizeng.reports.models import Report, ReportTemplate
from beizeng.reports.wording import day_in_words
from beizeng.reports.workbook import workbook
from beizeng.spec.errors import BadInput

STANDARD = "党政机关公文格式（GB/T 9704-2012）"
#: 岢政发〔2022〕5号: the year in 〔〕, the number without a leading zero, no 第.
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,20}〔\d{4}〕[1-9]\d{0,4}号")


@dataclass(frozen=True)
class Papers:
    """The hashes of what was made for a draft."""

    template: str
    docx: str
    xlsx: str
    records: str


def draft(*, kind: str = "briefing", day: datetime.date, by: Actor, at: datetime.datetime) -> Report:
    """Compose the report of a day and put it on paper. The same data and template again change nothing.

    A draft of the same kind and day is replaced; an issued report never is.

    Raises:
        Refused: the actor may not draft, no programme is open, the day is still to come or before it.
        BadInput: the template can't be filled in.
    """
    if not by.may("reports.draft"):
        raise Refused("您的岗位没有起草简报的权限", what_now="请联系领导小组办公室")
    said = shelf.kind_of(kind)
    composed = compose(gather(said, day=day, at=at))
    template = queries.template(kind)
    made = Papers(
        _keep("模板.docx", template),
        _keep("简报.docx", document(composed.briefing, template)),
        _keep("简报数据.xlsx", workbook(composed.briefing)),
        _keep("记录清单.csv", records_file(composed.records)),
    )
    kept: Report = keep_draft(kind=kind, briefing=composed.briefing, made=made, by=by, at=at)
    return kept


@action("reports.keep_draft", permission="reports.draft")
def keep_draft(*, kind: str, briefing: Briefing, made: Papers, by: Actor, at: datetime.datetime) -> Done | Unchanged:
    """Write the draft, in the place of an earlier one of the day; unless the same was drafted or issued."""
    rows = Report.objects.select_for_update().filter(kind=kind, day=briefing.day)
    digest = content_digest(briefing)
    same = rows.filter(
        content_sha256=digest, template_sha256=made.template, records_sha256=made.records
    ).first()  # fmt: skip
    if same is not None and (same.state == Report.State.ISSUED or same.docx_sha256 == made.docx):
        return Unchanged(same)
    row = rows.filter(state=Report.State.DRAFT).first() or Report(kind=kind, day=briefing.day)
    row.period, row.title, row.known_on = briefing.period, briefing.title, briefing.known
    row.content, row.content_sha256 = briefing.model_dump(mode="json"), digest
    row.template_sha256, row.docx_sha256 = made.template, made.docx
    row.xlsx_sha256, row.records_sha256 = made.xlsx, made.records
    row.drafted_at, row.drafted_by, row.is_sample = at, by.name, briefing.is_sample
    row.save()
    summary = f"起草《{briefing.title}》，{len(briefing.figures)} 个数据"
    detail = {"day": briefing.day.isoformat(), "content": digest, "docx": made.docx, "xlsx": made.xlsx}
    return Done(row, f"report:{row.pk}", summary, basis=STANDARD, detail=detail)


def issue(
    *,
    report_id: int,
    red_head: str,
    document_number: str,
    signed_on: datetime.date,
    by: Actor,
    at: datetime.datetime,
) -> Report:
    """Put the red head, number and day on a draft and freeze it: what is issued never changes again.

    Raises:
        Refused: the actor may not issue, or it was issued already.
        BadInput: the number is not written as the standard says or was given before, or the day can't be.
    """
    if not by.may("reports.issue"):
        raise Refused("您的岗位没有签发简报的权限", what_now="请报领导小组办公室")
    row = Report.objects.filter(pk=report_id).first()
    if row is None or row.state == Report.State.ISSUED:
        raise Refused("这份简报已经签发，不能再改" if row else "没有这份简报", what_now="需要更正的，另行起草并签发")
    head, number = red_head.strip(), document_number.strip()
    _check(row, head, number, signed_on, at)
    template = papers.path_of(settings.DATA / "files", row.template_sha256).read_bytes()
    briefing = Briefing.model_validate(row.content)
    docx = _keep("简报.docx", document(briefing, template, Formalities(head, number, day_in_words(signed_on))))
    issued: Report = freeze(
        report_id=report_id, content_sha256=row.content_sha256, docx_sha256=docx, red_head=head,
        document_number=number, signed_on=signed_on, by=by, at=at,
    )  # fmt: skip
    return issued


@action("reports.issue")
def freeze(
    *,
    report_id: int,
    content_sha256: str,
    docx_sha256: str,
    red_head: str,
    document_number: str,
    signed_on: datetime.date,
    by: Actor,
    at: datetime.datetime,
) -> Done:
    """Write the issued paper's hash and what the officer entered, if the draft is still the one that was put on paper.

    Raises:
        Refused: it was issued, or drafted anew, in the meantime.
    """
    row = Report.objects.select_for_update().get(pk=report_id)
    if row.state == Report.State.ISSUED or row.content_sha256 != content_sha256:
        raise Refused("这份草稿刚才有变动", what_now="请重新打开，核对后再签发")
    row.state, row.docx_sha256 = Report.State.ISSUED, docx_sha256
    row.red_head, row.document_number, row.signed_on = red_head, document_number, signed_on
    row.issued_at, row.issued_by = at, by.name
    row.save()
    detail = {
        "content": content_sha256, "docx": docx_sha256, "xlsx": row.xlsx_sha256, "records": row.records_sha256,
        "document_number": document_number, "signed_on": signed_on.isoformat(),
    }  # fmt: skip
    return Done(row, f"report:{row.pk}", f"签发《{row.title}》{document_number}", basis=STANDARD, detail=detail)


def adopt_template(*, kind: str = "briefing", name: str, content: bytes, by: Actor, at: datetime.datetime) -> str:
    """Use an office's own template from the next draft on. It is tried on today's data first.

    Returns:
        The template's SHA-256.

    Raises:
        Refused: the actor may not, or there is no programme to try it on.
        BadInput: it is no docx, or a tag in it can't be filled in.
    """
    if not by.may("reports.adopt_template"):
        raise Refused("您的岗位没有更换模板的权限", what_now="请联系领导小组办公室")
    document(compose(gather(shelf.kind_of(kind), day=local_day(at), at=at)).briefing, content)
    sha256 = _keep(name, content)
    kept: str = keep_template(kind=kind, name=name, sha256=sha256, by=by, at=at)
    return kept


@action("reports.adopt_template")
def keep_template(*, kind: str, name: str, sha256: str, by: Actor, at: datetime.datetime) -> Done | Unchanged:
    """Write which template counts from now on; the one that counts already changes nothing."""
    last = ReportTemplate.objects.filter(kind=kind).first()
    if last is not None and last.sha256 == sha256:
        return Unchanged(sha256)
    ReportTemplate.objects.create(kind=kind, sha256=sha256, name=name, adopted_at=at, adopted_by=by.name)
    return Done(sha256, f"report_template:{kind}", f"采用简报模板 {name}", detail={"sha256": sha256})


def _check(row: Report, head: str, number: str, signed_on: datetime.date, at: datetime.datetime) -> None:
    if not 2 <= len(head) <= 30:
        raise BadInput(what=head, where="发文机关标志", why="没有写，或者太长", write="写发文机关全称或规范化简称")
    if not _NUMBER.fullmatch(number):
        raise BadInput(
            what=number,
            where="发文字号",
            why="写法不合 GB/T 9704：年份用六角括号，序号不编虚位、不加“第”",
            write="例如 岢倍增办〔2024〕3号",
        )
    if Report.objects.filter(document_number=number).exists():
        raise BadInput(what=number, where="发文字号", why="已经用过", write="写下一个序号")
    if not row.day <= signed_on <= local_day(at):
        raise BadInput(
            what=signed_on.isoformat(), where="成文日期", why="须在数据截至日之后、今天之前", write="写签发的日子"
        )


def _keep(name: str, content: bytes) -> str:
    try:
        return papers.keep(settings.DATA / "files", name, content).sha256
    except papers.PaperRefused as refused:
        raise BadInput(what=name, where="文件", why=str(refused), write="换一个文件") from refused
