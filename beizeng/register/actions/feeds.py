"""Loading and withdrawing feeds, and sweeping what a crash left.

A feed is loaded in this order, and may die between any two steps: its rows are appended under a new key, part by part,
which nobody reads; one transaction publishes the feed and writes the ledger; the cards follow in chunks. What died
before the second step is swept at the next start, what died before the third is taken up again by ``refresh_cards``.
"""

import datetime
import hashlib
import logging
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.db import IntegrityError

from beizeng.base.clock.now import local_day
from beizeng.base.engine.tables import NotWritten
from beizeng.base.jobs.actions import handles
from beizeng.base.ledger.actions import Done, Refused, Unchanged, action
from beizeng.base.people import queries as people
from beizeng.base.people.actor import Actor
from beizeng.register import queries, store
from beizeng.register.actions.carding import Progress, refresh_cards
from beizeng.register.cells import Findings, Problem, typed
from beizeng.register.headings import Layout, find
from beizeng.register.models import Feed, Heading
from beizeng.register.news import News
from beizeng.register.reading import opened
from beizeng.register.report import FeedReport, report_from
from beizeng.register.vocabulary import Vocabulary, vocabulary
from beizeng.spec.errors import BadInput

log = logging.getLogger(__name__)

#: So many old numbers of one file are looked up.
_LOOKED_UP = 500


def _silent(done: int, total: int, note: str) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class _Given:
    """What is to be loaded: the layout found in the file, its name and the two days."""

    layout: Layout
    name: str
    on: datetime.date
    known: datetime.date


def load_feed(
    *,
    path: Path,
    feed: str | None = None,
    known_on: datetime.date | None = None,
    on: datetime.date | None = None,
    is_sample: bool = False,
    with_cards: bool = True,
    name: str | None = None,
    progress: Progress = _silent,
    by: Actor,
    at: datetime.datetime,
) -> FeedReport:
    """Load a file of facts. A file that was loaded before and not withdrawn changes nothing.

    Args:
        feed: the kind of feed; found by the headings when left out.
        known_on: since when the house has the file; the day of ``at`` unless given.
        on: since when rows hold that name no day of their own; ``known_on`` unless given.
        with_cards: bring the cards up to date at once. Who loads many feeds does it once, by ``refresh_cards``.
        name: what the file is called, where ``path`` is a temporary copy.

    Raises:
        BadInput: the file can't be read, or has no known headings; the disk is full. Broken rows are reported, never
            raised.
        Refused: the actor may not load this kind of feed.
    """
    today = local_day(at)
    _check_asked(by, known_on, today if not is_sample else None)
    progress(0, 4, "读文件")
    with _laid_out(path, feed, name or path.name, on, known_on or today, by) as given:
        sha256 = _sha256(path)
        report = _loaded_before(given.layout.feed.id, sha256, on, known_on)
        if report is None:
            progress(1, 4, "核对每一行并写入")
            report = _append_and_publish(given, sha256=sha256, is_sample=is_sample, by=by, at=at)
    if with_cards:  # after a repeat too: the first load may have died before its cards
        progress(3, 4, "刷新卡片")
        refresh_cards(by=by, at=at)
    progress(4, 4, "完成")
    return report


def try_feed(
    *,
    path: Path,
    feed: str | None = None,
    known_on: datetime.date | None = None,
    on: datetime.date | None = None,
    name: str | None = None,
    by: Actor,
    at: datetime.datetime,
) -> FeedReport:
    """The report that ``load_feed`` would give, with ``is_trial`` and no id; nothing is written. It raises alike."""
    today = local_day(at)
    _check_asked(by, known_on, today)
    with _laid_out(path, feed, name or path.name, on, known_on or today, by) as given:
        before = _loaded_before(given.layout.feed.id, _sha256(path), on, known_on)
        if before is not None:
            return replace(before, is_trial=True)
        findings, news = Findings(), News(given.layout, given.known)
        for rows in typed(given.layout, vocabulary(), findings, on=given.on):
            news.compare(rows, findings)
        return replace(_report(given, findings, news), is_trial=True)


@contextmanager
def _laid_out(
    path: Path, kind: str | None, name: str, on: datetime.date | None, known: datetime.date, by: Actor
) -> Iterator[_Given]:
    """Open the file and find its headings; refuse who is not the supplier."""
    with opened(path) as grids:
        layout = find(grids, _words(), kind=kind, name=name)
        if not by.may_for_unit("register.load_feed", layout.feed.source):
            raise Refused(
                f"“{layout.feed.label}”由其他单位提供，您不能载入",
                what_now="请交给数据提供单位，或由领导小组办公室载入",
            )
        yield _Given(layout, name, on or known, known)


def _words() -> Vocabulary:
    """The vocabulary of the packs with the headings that offices have told."""
    return vocabulary().with_headings(Heading.objects.values_list("kind", "heading", "fact"))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_asked(by: Actor, known_on: datetime.date | None, today: datetime.date | None) -> None:
    """Refuse before the file is read. ``today`` None: an invented feed may come from the future."""
    if not by.may("register.load_feed"):
        raise Refused("您的岗位没有载入数据的权限", what_now="请联系数据提供单位的经办人")
    if known_on and today and known_on > today:
        raise BadInput(
            what=known_on.isoformat(), where="知悉日", why="晚于今天", write="请写收到文件的日子，不晚于今天"
        )


def _loaded_before(
    kind: str, sha256: str, on: datetime.date | None, known_on: datetime.date | None
) -> FeedReport | None:
    """The same file, already in. Where days are named, only if it was loaded for them: it may be stated anew."""
    same = Feed.objects.filter(kind=kind, sha256=sha256, withdrawn_at__isnull=True)
    if known_on is not None:
        same = same.filter(known_on=known_on)
    if on is not None:
        same = same.filter(on_day=on)
    earlier = same.order_by("id").first()
    return report_from(earlier.report).again() if earlier else None


def _append_and_publish(given: _Given, *, sha256: str, is_sample: bool, by: Actor, at: datetime.datetime) -> FeedReport:
    """Append the rows, then publish; where the same file was published meanwhile, that one's report."""
    kind, key, tables = given.layout.feed.id, uuid.uuid4().hex, store.tables()
    findings, news = Findings(), News(given.layout, given.known)
    with tables.lease(key):
        try:
            for rows in typed(given.layout, vocabulary(), findings, on=given.on):
                news.compare(rows, findings)
                if not rows.is_empty():
                    tables.append(kind, key, rows)
        except BadInput:  # the file breaks off, or must not be believed: none of it stays
            tables.drop(kind, frozenset({key}))
            raise
        except NotWritten as error:  # what lies there already is swept later: to drop it is to write, too
            log.exception("feed not written")
            raise BadInput(
                what=given.name,
                where="服务器磁盘",
                why="写不进文件（磁盘可能已满），一行也没有载入",
                write="请联系管理员腾出空间，再载入同一个文件",
            ) from error
        report = _report(given, findings, news)
        try:
            published: FeedReport = publish_feed(
                key=key, sha256=sha256, report=report, is_sample=is_sample, by=by, at=at
            )
        except IntegrityError:  # the same file, published by somebody else at the same moment
            tables.drop(kind, frozenset({key}))
            earlier = _loaded_before(kind, sha256, given.on, given.known)
            if earlier is None:
                raise
            return earlier
    return published


def _report(given: _Given, findings: Findings, news: News) -> FeedReport:
    return FeedReport(
        feed_id=0,
        kind=given.layout.feed.id,
        file=given.name,
        rows=findings.total,
        loaded=findings.kept - len(findings.suspect_rows),
        suspect=len(findings.suspect_rows),
        rejected=findings.total - findings.kept,
        changed=news.changed,
        on=given.on,
        known=given.known,
        problems=_with_codes(findings.problems),
        problem_count=findings.problem_count,
        ignored=given.layout.ignored,
    )


def _with_codes(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """An old number in place of a code: where the register knows whose it is, the advice names the code to write."""
    asked = {one.value for one in problems if one.reason in ("len15", "len13", "len9", "len10")}
    known = {number: code for number in sorted(asked)[:_LOOKED_UP] if (code := queries.code_of_number(number))}
    return tuple(
        replace(one, what_to_do=f"名录中这个号属于 {known[one.value]}，核对后改填") if one.value in known else one
        for one in problems
    )


@action("register.load_feed")
def publish_feed(
    *, key: str, sha256: str, report: FeedReport, is_sample: bool, by: Actor, at: datetime.datetime
) -> Done:
    """Make a feed whose rows were appended under ``key`` count. Returns its report with the feed's id.

    Raises:
        IntegrityError: the same file is published for the same days.
    """
    feed = Feed.objects.create(
        key=key,
        kind=report.kind,
        file_name=report.file[:255],
        sha256=sha256,
        rows=report.rows,
        loaded=report.loaded,
        suspect=report.suspect,
        rejected=report.rejected,
        changed=report.changed,
        on_day=report.on,
        known_on=report.known,
        published_at=at,
        is_sample=is_sample,
    )
    kept = {**report.plain(), "feed_id": feed.pk}
    Feed.objects.filter(pk=feed.pk).update(report=kept)
    label = vocabulary().feed(report.kind).label
    counts = {name: kept[name] for name in ("rows", "loaded", "suspect", "rejected", "changed")}
    outcome = f"{report.rows} 行中载入 {report.loaded}、存疑 {report.suspect}、未载入 {report.rejected}"
    return Done(
        report_from(kept),
        f"feed:{feed.pk}",
        f"载入{label} {report.file}：{outcome}",
        detail={**counts, "sha256": sha256, "known_on": kept["known"]},
    )


def withdraw_feed(*, feed_id: int, reason: str, by: Actor, at: datetime.datetime) -> None:
    """Take a feed back: nothing that it said counts any longer, and every figure is as if it had never come.

    Raises:
        Refused: no such feed, withdrawn before, no reason given, or another unit's.
    """
    mark_withdrawn(feed_id=feed_id, reason=reason, by=by, at=at)
    refresh_cards(by=by, at=at)


@action("register.withdraw_feed", permission="register.load_feed")
def mark_withdrawn(*, feed_id: int, reason: str, by: Actor, at: datetime.datetime) -> Done:
    """The transaction of ``withdraw_feed``."""
    feed = Feed.objects.select_for_update().filter(pk=feed_id).first()
    if feed is None:
        raise Refused("没有这一批数据", what_now="请从批次列表中选择")
    kind = vocabulary().feed(feed.kind)
    if not by.may_for_unit("register.load_feed", kind.source):
        raise Refused(f"“{kind.label}”由其他单位提供，您不能撤回", what_now="请联系数据提供单位")
    if feed.withdrawn_at is not None:
        raise Refused("这一批数据已经撤回")
    if not reason.strip():
        raise Refused("请写明撤回的原因", what_now="例如：文件发错、口径有误")
    Feed.objects.filter(pk=feed.pk).update(withdrawn_at=at, cards_wait=True)
    summary = f"撤回{kind.label} {feed.file_name}：{reason.strip()}"
    return Done(None, f"feed:{feed.pk}", summary, detail={"reason": reason.strip(), "rows": feed.rows})


@action("register.sweep_orphans", permission="register.load_feed")
def sweep_orphans(*, by: Actor, at: datetime.datetime) -> Done | Unchanged:
    """Take rows out of the facts store whose feed was never published: a load died. Returns how many feeds."""
    tables = store.tables()
    left_alone = tables.unleased()  # asked first: a load that ends meanwhile has been published by the next line
    published = frozenset(Feed.objects.values_list("key", flat=True))
    orphans = {kind: keys - published for kind, keys in left_alone.items() if keys - published}
    if not orphans:
        return Unchanged(0)
    for kind, keys in orphans.items():
        tables.drop(kind, keys)
    count = sum(len(keys) for keys in orphans.values())
    detail = {kind: sorted(keys) for kind, keys in orphans.items()}
    return Done(count, "feeds:all", f"清理未完成的数据 {count} 批", detail=detail)


@handles("register.load_feed")
def load_asked(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Load a file that was handed in on a page and is too large for its request; the file goes when it is done.

    Args:
        arguments: ``path``, ``name``, ``user`` (its id), ``at``, and perhaps ``feed``, ``known_on``, ``on``.

    Returns:
        ``feed_id`` and ``is_repeat``; or ``refused``: why the file could not be loaded.
    """
    path, at = Path(arguments["path"]), datetime.datetime.fromisoformat(arguments["at"])
    by = people.actor_of(people.users().get(pk=arguments["user"]), on=local_day(at))
    outcome: dict[str, Any]
    try:
        report = load_feed(
            path=path,
            name=arguments["name"],
            feed=arguments.get("feed") or None,
            known_on=_day(arguments.get("known_on")),
            on=_day(arguments.get("on")),
            progress=progress,
            by=by,
            at=at,
        )
        outcome = {"feed_id": report.feed_id, "is_repeat": report.is_repeat}
    except BadInput as unreadable:
        outcome = {"refused": f"{unreadable.where}：{unreadable.why}。{unreadable.write}"}
    except Refused as refused:
        outcome = {"refused": refused.reason}
    path.unlink(missing_ok=True)
    return outcome


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
