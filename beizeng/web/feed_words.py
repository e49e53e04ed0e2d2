"""What feeds are made of: the blank sheet (`/feeds/template/<kind>`), the offices' headings (`/feeds/headings`)."""

import io

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import save_workbook

from beizeng.base.ledger.actions import Refused
from beizeng.register import actions, queries
from beizeng.register.vocabulary import CODE, DAY, vocabulary
from beizeng.spec.errors import BadInput
from beizeng.spec.facts import Fact, Feed
from beizeng.web.access import PageRequest, page
from beizeng.web.exports import workbook_response

#: Rows of the blank sheet that are set to text, so that a spreadsheet leaves codes and days as they are written.
_TEXT = "@"
_WIDTH = 20


def _labels(feed: Feed) -> dict[str, str]:
    """What a column of this kind may be → what it is called."""
    facts = vocabulary().facts
    labels = {column.fact: facts[column.fact].label for column in feed.columns}
    return {CODE: feed.code[0], **({DAY: feed.day[0]} if feed.day else {}), **labels}


@page("register.load_feed")
def template(request: PageRequest, kind: str) -> HttpResponse:
    """A workbook with the headings of a kind of feed, every column set to text, and how each is to be written."""
    feed = vocabulary().feeds.get(kind)
    if feed is None or kind not in queries.may_load(request.viewer):
        raise Http404
    book = Workbook(write_only=True)
    sheet, notes = book.create_sheet(feed.label[:31]), book.create_sheet(_("说明"))
    labels = _labels(feed)
    for number in range(1, len(labels) + 1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.number_format, dimension.width = _TEXT, _WIDTH
    cells = [WriteOnlyCell(sheet, label) for label in labels.values()]
    for cell in cells:
        cell.number_format = _TEXT
    sheet.append(cells)
    notes.append([_("栏目"), _("怎么写")])
    for fact, label in labels.items():
        notes.append([label, _how(vocabulary().facts.get(fact), fact)])
    content = io.BytesIO()
    save_workbook(book, content)
    return workbook_response(feed.label, content.getvalue())


def _how(fact: Fact | None, name: str) -> str:
    """How a column is to be written, for whoever fills it in."""
    if fact is None:
        return _("18 位统一社会信用代码，必填") if name == CODE else _("这一行从哪天起成立，如 2024-09-30；可不填")
    if fact.values:
        return "、".join(fact.values.values())
    return {
        "day": _("如 2024-09-30"),
        "money": _("元；以万元写的，请在数后写“万元”"),
        "yes_no": _("是或否；不清楚的留空"),
        "integer": _("整数"),
        "decimal": _("数字"),
    }.get(fact.type, _("文字"))


@page("register.load_feed")
def headings(request: PageRequest) -> HttpResponse:
    """The headings that offices have told, and a form to tell one more."""
    feeds = [vocabulary().feeds[kind] for kind in queries.may_load(request.viewer)]
    asked = request.POST if request.method == "POST" else request.GET
    refused = _tell(request) if request.method == "POST" else ""
    if request.method == "POST" and not refused:
        return redirect("feed_headings")
    told = [
        (one, vocabulary().feed(one.kind).label, _labels(vocabulary().feed(one.kind)).get(one.fact, one.fact))
        for one in queries.headings_told(viewer=request.viewer)
    ]
    context = {
        "told": told,
        "choices": [
            (feed.label, [(f"{feed.id}/{fact}", label) for fact, label in _labels(feed).items()]) for feed in feeds
        ],
        "kind": asked.get("kind", ""),
        "heading": asked.get("heading", ""),
        "meaning": asked.get("meaning", ""),
        "refused": refused,
    }
    return render(request, "register/headings.html", context, status=422 if refused else 200)


def _tell(request: PageRequest) -> str:
    """Do what the form says; returns why not, or nothing."""
    kind, _slash, fact = request.POST.get("meaning", "").partition("/")
    try:
        if "forget" in request.POST:
            number = request.POST["forget"]
            actions.forget_heading(heading_id=int(number) if number.isdigit() else 0, by=request.viewer, at=request.at)
        else:
            heading = request.POST.get("heading", "")
            actions.tell_heading(kind=kind, heading=heading, fact=fact, by=request.viewer, at=request.at)
    except Refused as refused:
        return f"{refused.reason}。{refused.what_now}"
    except BadInput:
        return _("请选择这一栏是什么")
    messages.success(request, _("已记下，以后的文件按此读"))
    return ""


urlpatterns = [
    path("feeds/template/<slug:kind>", template, name="feed_template"),
    path("feeds/headings", headings, name="feed_headings"),
]
