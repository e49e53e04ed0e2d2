"""Feeds: what came in (`/feeds`), a file's report, loading, withdrawing. Large files load beside the request."""

import base64
import datetime
import uuid
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files import File
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from beizeng.base.clock.now import local_day
from beizeng.base.jobs import actions as jobs
from beizeng.base.jobs import queries as job_queries
from beizeng.base.ledger.actions import Refused
from beizeng.register import actions, queries
from beizeng.register.report import FeedReport
from beizeng.register.vocabulary import vocabulary
from beizeng.register.wording import reason_in_words
from beizeng.spec.errors import BadInput
from beizeng.web.access import PageRequest, page
from beizeng.web.exports import workbook, xlsx_response
from beizeng.web.lists import Column, Filter, ListPage

#: A larger file is loaded by the worker, and the page shows how far it is.
INLINE_BYTES = 2 * 1024 * 1024
#: A larger file isn't only looked at while somebody waits.
TRIAL_BYTES = 32 * 1024 * 1024
_SHOWN = 50
_JOB = "register.load_feed"
_JOB_STATES = {
    "queued": gettext_lazy("等待"),
    "running": gettext_lazy("进行中"),
    "done": gettext_lazy("完成"),
    "failed": gettext_lazy("失败"),
    "cancelled": gettext_lazy("已取消"),
}
_SEVERITIES = {
    "rejected": gettext_lazy("未载入"),
    "suspect": gettext_lazy("存疑"),
    "note": gettext_lazy("提示"),
}


def _kind(feed: Any) -> str:
    kind = vocabulary().feeds.get(feed.kind)
    return kind.label if kind else str(feed.kind)


def _state(feed: Any) -> Any:
    return gettext_lazy("已撤回") if feed.withdrawn_at else gettext_lazy("有效")


FEEDS = ListPage(
    file_name=gettext_lazy("数据批次"),
    noun=ngettext_lazy("批", "批"),
    columns=(
        Column("id", gettext_lazy("批次"), lambda feed: feed.pk, sort="id", link=lambda feed: f"/feeds/{feed.pk}"),
        Column("kind", gettext_lazy("种类"), _kind, sort="kind"),
        Column("file", gettext_lazy("文件"), lambda feed: feed.file_name, sort="file_name"),
        Column("rows", gettext_lazy("行数"), lambda feed: feed.rows, sort="rows", kind="count"),
        Column("suspect", gettext_lazy("存疑"), lambda feed: feed.suspect, sort="suspect", kind="count"),
        Column("rejected", gettext_lazy("未载入"), lambda feed: feed.rejected, sort="rejected", kind="count"),
        Column("changed", gettext_lazy("有变化"), lambda feed: feed.changed, sort="changed", kind="count"),
        Column("known", gettext_lazy("得知"), lambda feed: feed.known_on, sort="known_on", kind="day"),
        Column("state", gettext_lazy("状态"), _state),
    ),
    filters=(
        Filter(
            "kind",
            gettext_lazy("种类"),
            lambda rows, kind: rows.filter(kind=kind),
            options=lambda: [(kind.id, kind.label) for kind in vocabulary().feeds.values()],
        ),
        Filter("q", gettext_lazy("文件名"), lambda rows, text: rows.filter(file_name__contains=text)),
    ),
    sort="-id",
)


class UploadForm(forms.Form):
    """A file of facts. What is left out is found by the headings and the day."""

    file = forms.FileField(label=gettext_lazy("文件"))
    kind = forms.ChoiceField(
        label=gettext_lazy("种类"), required=False, help_text=gettext_lazy("不选则按表头判断"), choices=()
    )
    on = forms.DateField(
        label=gettext_lazy("从哪天起成立"),
        required=False,
        help_text=gettext_lazy("表中没有“生效日期”一栏时，各行从这一天起成立；不填为得知的那天"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    known_on = forms.DateField(
        label=gettext_lazy("哪天得知"),
        required=False,
        help_text=gettext_lazy("收到文件的日子；不填为今天"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, kinds: dict[str, str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = [("", _("按表头判断")), *kinds.items()]  # type: ignore[attr-defined]


@page("register.read_feeds")
def feeds(request: PageRequest) -> HttpResponseBase:
    """What came in, newest first."""
    listing = FEEDS.read(request.GET, queries.feeds(viewer=request.viewer, known=local_day(request.at)))
    may_load = bool(queries.may_load(request.viewer))
    return listing.export() or render(request, "register/feeds.html", {"listing": listing, "may_load": may_load})


@page("register.read_feeds")
def feed(request: PageRequest, feed_id: int) -> HttpResponseBase:
    """A file's report: counts, every doubtful place, and withdrawal."""
    found = _found(request, feed_id)
    report = queries.report_of(found, viewer=request.viewer)
    if request.GET.get("export") == "xlsx":
        return xlsx_response(_("问题清单"), *_listed(report))
    context = {
        "feed": found,
        "kind": _kind(found),
        "may_withdraw": found.withdrawn_at is None and found.kind in queries.may_load(request.viewer),
        **_shown(report, request),
    }
    return render(request, "register/feed.html", context)


def _listed(report: FeedReport) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The problems as a sheet: heads and lines."""
    heads = [_("行"), _("栏目"), _("写的是"), _("处理"), _("原因"), _("怎么办")]
    return heads, [
        (each.row, each.column, each.value, str(_SEVERITIES[each.severity]), each.why, each.what_to_do)
        for each in report.problems
    ]


def _shown(report: FeedReport, request: PageRequest) -> dict[str, Any]:
    return {
        "report": report,
        "figures": [
            (_("行"), report.rows),
            (_("载入"), report.loaded),
            (_("存疑载入"), report.suspect),
            (_("未载入"), report.rejected),
            (_("有变化"), report.changed),
        ],
        "reasons": Counter(reason_in_words(each.reason) for each in report.problems).most_common(),
        "problems": [(each, _SEVERITIES[each.severity]) for each in report.problems[:_SHOWN]],
        "may_tell": report.kind in queries.may_load(request.viewer),
    }


@page("register.load_feed")
def upload(request: PageRequest) -> HttpResponse:
    """Hand a file in: a small one is loaded at once, a large one by the worker; or only look what is in it."""
    kinds = queries.may_load(request.viewer)
    form = UploadForm(kinds, request.POST or None, request.FILES or None)
    shown: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        kept = _keep(form.cleaned_data["file"])
        is_trial, size = "try" in request.POST, form.cleaned_data["file"].size
        if not is_trial and size > INLINE_BYTES:
            return _ask(request, form, kept)
        try:
            if is_trial and size > TRIAL_BYTES:
                write = _("请直接载入：有问题的行不会载入，不对可以整批撤回")
                raise BadInput(what=kept.name, where=_("文件"), why=_("过大，不能只核对"), write=write)
            report = _read(actions.try_feed if is_trial else actions.load_feed, request, form, kept)
        except BadInput as unreadable:
            form.add_error("file", f"{unreadable.where}：{unreadable.why}。{unreadable.write}")
        except Refused as refused:
            form.add_error("kind", f"{refused.reason}。{refused.what_now}")
        else:
            if not is_trial:
                if report.is_repeat:
                    messages.warning(request, _("这个文件以前载入过，没有改动"))
                return redirect("feed", report.feed_id)
            # of a trial nothing is kept: its list travels in the page itself
            sheet = base64.b64encode(workbook(_("问题清单"), *_listed(report))).decode() if report.problems else ""
            shown = {**_shown(report, request), "sheet": sheet}
        finally:
            kept.unlink(missing_ok=True)
    context = {"form": form, "templates": kinds, **shown}
    return render(request, "register/upload.html", context, status=422 if form.errors else 200)


def _read(read: Callable[..., FeedReport], request: PageRequest, form: UploadForm, kept: Path) -> FeedReport:
    """What ``try_feed`` or ``load_feed`` says of the file."""
    return read(
        path=kept,
        name=form.cleaned_data["file"].name,
        feed=form.cleaned_data["kind"] or None,
        on=form.cleaned_data["on"],
        known_on=form.cleaned_data["known_on"],
        by=request.viewer,
        at=request.at,
    )


def _keep(file: "File[bytes]") -> Path:
    folder: Path = settings.DATA / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / uuid.uuid4().hex
    with target.open("wb") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
    return target


def _ask(request: PageRequest, form: UploadForm, kept: Path) -> HttpResponse:
    given = form.cleaned_data
    days = {name: given[name].isoformat() for name in ("on", "known_on") if isinstance(given[name], datetime.date)}
    arguments = {
        "path": str(kept),
        "name": given["file"].name,
        "feed": given["kind"],
        "user": request.user.pk,
        "at": request.at.isoformat(),
        **days,
    }
    job = jobs.ask(kind=_JOB, arguments=arguments, by=request.viewer.id, at=request.at)
    return redirect("feed_loading", job.pk)


@page("register.load_feed")
def loading(request: PageRequest, job_id: int) -> HttpResponse:
    """How far a large file is; when it is in, its report."""
    job = job_queries.jobs_of(request.viewer.id).filter(pk=job_id, kind=_JOB).first()
    if job is None:
        raise Http404
    if request.method == "POST":
        jobs.cancel(job_id=job.pk, at=request.at)
        return redirect("feed_loading", job.pk)
    result = job.result or {}
    if "feed_id" in result:
        address = redirect("feed", result["feed_id"])
        if request.htmx:  # a fragment can't be redirected: the browser is told to go
            return HttpResponse(headers={"HX-Redirect": address["Location"]})
        return address
    is_over = job.state not in ("queued", "running")
    context = {
        "job": job,
        "state": _JOB_STATES[job.state],
        "is_over": is_over,
        "refused": result.get("refused") or (is_over and job.note),
    }
    return render(request, "register/_loading.html" if request.htmx else "register/loading.html", context)


@page("register.load_feed")
def withdraw(request: PageRequest, feed_id: int) -> HttpResponse:
    """Take a feed back, with its reason."""
    found = _found(request, feed_id)
    if request.method == "POST":
        try:
            actions.withdraw_feed(
                feed_id=found.pk, reason=request.POST.get("reason", ""), by=request.viewer, at=request.at
            )
        except Refused as refused:
            messages.error(request, f"{refused.reason}。{refused.what_now}")
        else:
            messages.success(request, _("已撤回，名录已恢复到载入之前；指标在下次计量时更新"))
    return redirect("feed", found.pk)


def _found(request: PageRequest, feed_id: int) -> Any:
    found = queries.feeds(viewer=request.viewer, known=local_day(request.at)).filter(pk=feed_id).first()
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("feeds", feeds, name="feeds"),
    path("feeds/new", upload, name="feed_upload"),
    path("feeds/loading/<int:job_id>", loading, name="feed_loading"),
    path("feeds/<int:feed_id>", feed, name="feed"),
    path("feeds/<int:feed_id>/withdraw", withdraw, name="feed_withdraw"),
]
