"""Headings that offices use: what the packs do not know yet is told once, and every later file is read by it."""

import datetime

from beizeng.base.ledger.actions import Done, Refused, Unchanged, action
from beizeng.base.people.actor import Actor
from beizeng.register.headings import meaning, plain
from beizeng.register.models import Heading
from beizeng.register.vocabulary import CODE, DAY, vocabulary


@action("register.tell_heading", permission="register.load_feed")
def tell_heading(*, kind: str, heading: str, fact: str, by: Actor, at: datetime.datetime) -> Done | Unchanged:
    """From now on a column with this heading fills this fact, in every file of this kind.

    Args:
        fact: a fact of the kind of feed, ``code`` or ``day``.

    Raises:
        BadInput: no such kind. Refused: another unit's feed, no such fact, or a heading that already means another.
    """
    feed, words = vocabulary().feed(kind), vocabulary()
    if not by.may_for_unit("register.load_feed", feed.source):
        raise Refused(f"“{feed.label}”由其他单位提供，您不能改它的栏目", what_now="请联系数据提供单位")
    labels = {CODE: feed.code[0], DAY: "生效日期", **{one.fact: words.facts[one.fact].label for one in feed.columns}}
    if fact not in labels:
        raise Refused("这一类数据没有这个事实", what_now=f"可选：{'、'.join(labels.values())}")
    written = plain(heading)
    if not written or len(written) > Heading.LONGEST:
        raise Refused("请写出文件里的栏目名称", what_now=f"照抄表头，不超过 {Heading.LONGEST} 字")
    held = meaning(written, feed, words)
    told = Heading.objects.filter(kind=kind, heading=written).first()
    if held is not None or (told and told.fact == fact):
        if held in (None, fact):
            return Unchanged(None)
        raise Refused(f"“{heading}”已是“{labels[held]}”的栏目名称", what_now="如有误，请改数据包")
    Heading.objects.update_or_create(
        kind=kind, heading=written, defaults={"fact": fact, "told_at": at, "told_by": by.id}
    )
    return Done(None, f"heading:{kind}", f"{feed.label}的栏目“{heading.strip()}”读作“{labels[fact]}”")


@action("register.forget_heading", permission="register.load_feed")
def forget_heading(*, heading_id: int, by: Actor, at: datetime.datetime) -> Done:
    """A heading that was told means nothing again. What was loaded by it stays."""
    told = Heading.objects.select_for_update().filter(pk=heading_id).first()
    if told is None:
        raise Refused("没有这个栏目名称", what_now="请从列表中选择")
    feed = vocabulary().feed(told.kind)
    if not by.may_for_unit("register.load_feed", feed.source):
        raise Refused(f"“{feed.label}”由其他单位提供，您不能改它的栏目", what_now="请联系数据提供单位")
    Heading.objects.filter(pk=told.pk).delete()
    return Done(None, f"heading:{told.kind}", f"不再认{feed.label}的栏目“{told.heading}”")
