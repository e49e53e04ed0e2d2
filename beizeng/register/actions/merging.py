"""Duplicates: finding them, keeping two apart, merging two into one, taking a merge apart.

Nothing is merged by itself, however probable. A merge changes no feed: what was said under the one code is read as said
of the other from its day on; taken apart, both stand as before.
"""

import datetime
from dataclasses import asdict
from typing import Any

from beizeng.base.clock.now import local_day
from beizeng.base.jobs.actions import handles
from beizeng.base.ledger.actions import Done, Refused, action
from beizeng.base.people import queries as people
from beizeng.base.people.actor import Actor
from beizeng.register import alike, likenesses, queries
from beizeng.register.actions.carding import CHUNK, Progress, refresh_some
from beizeng.register.models import Card, Likeness, Merge


@action("register.find_likenesses", permission="register.load_feed")
def find_likenesses(*, by: Actor, at: datetime.datetime) -> Done:
    """Compare all entities anew. What was decided to be apart stays so. Returns how many pairs are open."""
    day = local_day(at)
    found = alike.find(likenesses.comparable(on=day))
    names = likenesses.names({code for pair in found for code in (pair.first, pair.second)})
    apart = set(Likeness.objects.filter(state=Likeness.State.APART).values_list("first", "second"))
    rows = [
        Likeness(
            first=pair.first,
            second=pair.second,
            first_name=names.get(pair.first, ""),
            second_name=names.get(pair.second, ""),
            probability=pair.probability,
            lines=[asdict(line) for line in pair.lines],
            found_on=day,
        )
        for pair in found
        if (pair.first, pair.second) not in apart
    ]
    Likeness.objects.filter(state=Likeness.State.OPEN).delete()
    Likeness.objects.bulk_create(rows, batch_size=CHUNK)
    return Done(len(rows), "likenesses:all", f"查找疑似重复：{len(rows)} 对", detail={"pairs": len(rows)})


@handles("register.find_likenesses")
def find_asked(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Find them for somebody who asked on a page. Args: ``user`` (its id), ``at``."""
    at = datetime.datetime.fromisoformat(arguments["at"])
    by = people.actor_of(people.users().get(pk=arguments["user"]), on=local_day(at))
    progress(0, 1, "逐对比较")
    return {"pairs": find_likenesses(by=by, at=at)}


@action("register.keep_apart", permission="register.load_feed")
def keep_apart(*, likeness_id: int, reason: str, by: Actor, at: datetime.datetime) -> Done:
    """The two are not one, and are not proposed again."""
    one = _open_to(by, likeness_id)
    if not reason.strip():
        raise Refused("请写明为什么不是同一户", what_now="例如：父子两家店、总店和分店")
    Likeness.objects.filter(pk=one.pk).update(
        state=Likeness.State.APART, reason=reason.strip()[:200], decided_by=by.name[:80]
    )
    detail = {"reason": reason.strip(), "codes": [one.first, one.second]}
    return Done(
        None, f"likeness:{one.pk}", f"认定 {one.first}、{one.second} 不是同一户：{reason.strip()}", detail=detail
    )


@action("register.compare_again", permission="register.load_feed")
def compare_again(*, likeness_id: int, by: Actor, at: datetime.datetime) -> Done:
    """Take back that two are not one: the pair is open again."""
    one = _open_to(by, likeness_id)
    Likeness.objects.filter(pk=one.pk).update(state=Likeness.State.OPEN, reason="", decided_by="")
    return Done(None, f"likeness:{one.pk}", f"重新比较 {one.first}、{one.second}")


def merge(*, kept: str, absorbed: str, reason: str, by: Actor, at: datetime.datetime) -> int:
    """Read two codes as one entity from today. Returns the merge's id.

    Raises:
        Refused: not both in the register, the same, merged before, made from each other, no reason; or not for ``by``.
    """
    merge_id: int = keep_merge(kept=kept, absorbed=absorbed, reason=reason, by=by, at=at)
    refresh_some(codes=[kept, absorbed], by=by, at=at)
    return merge_id


@action("register.merge", permission="register.load_feed")
def keep_merge(*, kept: str, absorbed: str, reason: str, by: Actor, at: datetime.datetime) -> Done:
    """The transaction of ``merge``."""
    _check_supplier(by)
    # both held until the end: of two merges the other way round at once, the second sees the first
    list(Card.objects.select_for_update().filter(code__in=(kept, absorbed)).order_by("code"))
    names = []
    for code in (kept, absorbed):
        card = queries.card(code, viewer=by)
        if card is None or card.code != code:
            what = "已并入另一户" if card else "名录里没有"
            raise Refused(f"{code} {what}，不能合并", what_now="请核对代码，或先撤销以前的合并")
        names.append(card.name)
    if kept == absorbed:
        raise Refused("两个代码是同一个", what_now="请写两个不同的代码")
    if absorbed in {link.code for link in queries.linked_to(kept, viewer=by)}:
        raise Refused("两户由个转企相连，已只计一户，不用合并")
    if not reason.strip():
        raise Refused("请写明合并的原因", what_now="例如：与营业执照核对，为同一户")
    made = Merge.objects.create(
        absorbed=absorbed, kept=kept, names=names, known_on=local_day(at), reason=reason.strip()[:200],
        merged_by=by.name[:80],
    )  # fmt: skip
    summary = f"{names[1]}（{absorbed}）并入 {names[0]}（{kept}）：{reason.strip()}"
    return Done(made.pk, f"merge:{made.pk}", summary, detail={"kept": kept, "absorbed": absorbed})


def undo_merge(*, merge_id: int, by: Actor, at: datetime.datetime) -> None:
    """Take a merge apart: from today both stand as before.

    Raises:
        Refused: no such merge, undone before, or not for ``by``.
    """
    kept, absorbed = keep_apart_again(merge_id=merge_id, by=by, at=at)
    refresh_some(codes=[kept, absorbed], by=by, at=at)


@action("register.undo_merge", permission="register.load_feed")
def keep_apart_again(*, merge_id: int, by: Actor, at: datetime.datetime) -> Done:
    """The transaction of ``undo_merge``. Returns the two codes."""
    _check_supplier(by)
    made = Merge.objects.select_for_update().filter(pk=merge_id).first()
    if made is None:
        raise Refused("没有这次合并", what_now="请从合并记录中选择")
    if made.undone_on is not None:
        raise Refused("这次合并已经撤销")
    Merge.objects.filter(pk=made.pk).update(undone_on=local_day(at), undone_by=by.name[:80])
    return Done((made.kept, made.absorbed), f"merge:{made.pk}", f"撤销合并：{made.absorbed} 不再并入 {made.kept}")


def _open_to(by: Actor, likeness_id: int) -> Likeness:
    _check_supplier(by)
    one = likenesses.visible(viewer=by).select_for_update().filter(pk=likeness_id).first()
    if one is None:
        raise Refused("没有这一对，或其中一户已经合并", what_now="请从列表中选择")
    return one


def _check_supplier(by: Actor) -> None:
    if not likenesses.may_decide(by):
        raise Refused("登记信息由其他单位提供，您不能认定或合并", what_now="请联系登记信息的提供单位")
