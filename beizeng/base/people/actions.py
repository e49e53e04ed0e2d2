"""Writing people: adopting the packs' units, opening accounts, appointing, handing over, keys of other programs."""

import datetime
import secrets
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Done, Refused, Unchanged, action
from beizeng.base.people.actor import Actor
from beizeng.base.people.models import ApiKey, ApiUse, Holding, Mandate, Post, Unit, User
from beizeng.base.people.queries import KEY_PERMISSIONS, LONGEST_KEY_DAYS, digest_of
from beizeng.spec import Shelf
from beizeng.spec.loading import Item
from beizeng.spec.people import Scope, Units
from beizeng.spec.people import Unit as UnitSpec

#: How every key begins, so that a scan of files or logs can find one that leaked.
_KEY_MARK = "bz_"


class NewKey(NamedTuple):
    """A key with its secret, which is nowhere else and never shown again."""

    key: ApiKey
    secret: str


@action("people.adopt_units")
def adopt_units(*, shelf: Shelf, by: Actor, at: datetime.datetime) -> Done | Unchanged:
    """Bring the units of the packs into the tables; a second time changes nothing.

    Returns:
        The ids that were added or changed.
    """
    known = {unit.id: unit for unit in Unit.objects.all()}
    said = [(unit, item.place) for item in shelf.items_of(Units) for unit in _units_of(item)]
    new = [_adopted(unit, place, order) for order, (unit, place) in enumerate(said, start=1)]
    changed = [unit for unit in new if not _is_same(unit, known.get(unit.id))]
    if not changed:
        return Unchanged([])
    Unit.objects.bulk_create(changed, update_conflicts=True, unique_fields=["id"], update_fields=_UNIT_FIELDS)
    ids = [unit.id for unit in changed]
    return Done(ids, "units:all", f"采用单位名录 {len(ids)} 个单位", detail={"units": ids})


_UNIT_FIELDS = [field.name for field in Unit._meta.fields if not field.primary_key]


def _units_of(item: Item) -> tuple[UnitSpec, ...]:
    assert isinstance(item.value, Units)
    return item.value.units


def _adopted(unit: UnitSpec, place: str, order: int) -> Unit:
    return Unit(
        id=unit.id,
        name=unit.name,
        full_name=unit.full_name or "",
        aliases=list(unit.aliases),
        level=unit.level,
        kind=unit.kind,
        members=list(unit.members),
        division=unit.division or "",
        since_on=unit.since,
        until_on=unit.until,
        successors=list(unit.successors),
        place=place,
        order=order,
    )


def _is_same(unit: Unit, known: Unit | None) -> bool:
    return known is not None and all(getattr(unit, name) == getattr(known, name) for name in _UNIT_FIELDS)


@action("people.open_account")
def open_account(
    *, username: str, name: str, password: str, is_sample: bool = False, by: Actor, at: datetime.datetime
) -> Done | Unchanged:
    """Open an account without any post. Returns the account; one that exists stays as it is."""
    known = User.objects.filter(username=username).first()
    if known is not None:
        return Unchanged(known)
    user = User(username=username, name=name, is_sample=is_sample)
    user.set_password(password)
    user.save()
    return Done(user, f"user:{user.pk}", f"开设账号 {username}", detail={"username": username, "sample": is_sample})


@action("people.change_password")
def change_password(*, user: User, password: str, by: Actor, at: datetime.datetime) -> Done:
    """Give one's own account a new password; the ledger keeps that it happened, never the word.

    Raises:
        Refused: it is somebody else's account.
    """
    if by.id != f"user:{user.pk}":
        raise Refused("只能修改自己的密码", what_now="忘记密码的，请联系管理员")
    user.set_password(password)
    user.save(update_fields=["password"])
    return Done(user, f"user:{user.pk}", f"{user.name} 修改密码")


@action("people.appoint")
def appoint(
    *, user: User, unit_id: str | None, title: str, role: str, since_on: datetime.date, by: Actor, at: datetime.datetime
) -> Done | Unchanged:
    """Give a post to an account from a day on; the post is made if the unit has none of this title."""
    post, _ = Post.objects.get_or_create(unit_id=unit_id, title=title, defaults={"role": role})
    if post.role != role:
        raise Refused(f"岗位“{title}”的角色是 {post.role}，不是 {role}", what_now="请改用另一岗位名称")
    known = Holding.objects.filter(user=user, post=post, until_on__isnull=True).first()
    if known is not None:
        return Unchanged(known)
    holding = Holding.objects.create(user=user, post=post, since_on=since_on)
    return Done(holding, f"post:{post.pk}", f"{user.name} 任 {title}", detail={"user": user.pk, "since": since_on})


@action("people.hand_over")
def hand_over(*, post: Post, to: User, by: Actor, at: datetime.datetime) -> Done:
    """Hand a post over: who holds it ends today, ``to`` begins today; the post's matters stay with the post.

    Raises:
        Refused: ``to`` already holds the post.
    """
    day = local_day(at)
    open_holdings = Holding.objects.filter(post=post, until_on__isnull=True)
    if open_holdings.filter(user=to).exists():
        raise Refused(f"{to.name} 已在该岗位上")
    leaving = [holding.user.name for holding in open_holdings.select_related("user")]
    open_holdings.filter(since_on__gte=day).delete()
    open_holdings.update(until_on=day - datetime.timedelta(days=1))
    holding = Holding.objects.create(user=to, post=post, since_on=day)
    summary = f"岗位 {post.title} 由 {'、'.join(leaving) or '空缺'} 交接给 {to.name}"
    return Done(holding, f"post:{post.pk}", summary, detail={"to": to.pk, "day": day})


@action("people.give_mandate")
def give_mandate(
    *,
    user: User,
    entity_code: str,
    since_on: datetime.date,
    until_on: datetime.date | None = None,
    is_agent: bool = False,
    by: Actor,
    at: datetime.datetime,
) -> Done | Unchanged:
    """Let an account act for an entity: as its owner, or as an agent until a day.

    Raises:
        Refused: an agent's mandate without an end.
    """
    if is_agent and until_on is None:
        raise Refused("代办授权必须写明截止日期", what_now="请填写截止日期")
    known = Mandate.objects.filter(user=user, entity_code=entity_code, until_on=until_on, is_agent=is_agent).first()
    if known is not None:
        return Unchanged(known)
    mandate = Mandate.objects.create(
        user=user, entity_code=entity_code, since_on=since_on, until_on=until_on, is_agent=is_agent
    )
    return Done(mandate, f"user:{user.pk}", f"授权 {user.name} 办理 {entity_code}", detail={"until": until_on})


@action("people.make_key")
def make_key(
    *,
    name: str,
    permissions: Sequence[str],
    until_on: datetime.date,
    unit_ids: Sequence[str] = (),
    entity_codes: Sequence[str] = (),
    by: Actor,
    at: datetime.datetime,
) -> Done:
    """Make a key with which another program reads, up to and including a day. Returns a ``NewKey``.

    Args:
        permissions: some of ``KEY_PERMISSIONS``.
        unit_ids: only the matters and entities of these units; ``entity_codes``: only these entities; neither: all.

    Raises:
        Refused: no such permission or unit, both limits at once, a day past or too far, a name that is in use.
    """
    _check_key(name, permissions, until_on, local_day(at))
    if unit_ids and entity_codes:
        raise Refused("一个密钥只按单位或只按主体限定范围", what_now="分别发放两个密钥")
    units = list(Unit.objects.filter(id__in=unit_ids))
    if missing := sorted(set(unit_ids) - {unit.id for unit in units}):
        raise Refused(f"没有这些单位：{'、'.join(missing)}", what_now="写单位名录里的编号")
    reach: Scope = "unit" if units else "own" if entity_codes else "all"
    secret = _KEY_MARK + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        name=name,
        prefix=secret[:11],
        digest=digest_of(secret),
        permissions=sorted(set(permissions)),
        reach=reach,
        entity_codes=sorted(set(entity_codes)),
        until_on=until_on,
        made_at=at,
    )
    key.units.set(units)
    detail = {
        "prefix": key.prefix, "permissions": key.permissions, "reach": reach, "units": sorted(unit_ids),
        "entities": key.entity_codes, "until": until_on,
    }  # fmt: skip
    return Done(NewKey(key, secret), f"key:{key.pk}", f"发放接口密钥“{name}”，有效期至 {until_on}", detail=detail)


def _check_key(name: str, permissions: Sequence[str], until_on: datetime.date, today: datetime.date) -> None:
    strange = sorted(set(permissions) - set(KEY_PERMISSIONS))
    if strange or not permissions:
        words = "、".join(strange) or "（空）"
        raise Refused(f"密钥不能有这些权限：{words}", what_now=f"可选：{'、'.join(KEY_PERMISSIONS)}")
    if not today <= until_on <= today + datetime.timedelta(days=LONGEST_KEY_DAYS):
        raise Refused(f"有效期至 {until_on} 不行", what_now=f"写今天起 {LONGEST_KEY_DAYS} 天以内的日期，到期再发")
    if ApiKey.objects.filter(name=name, revoked_at__isnull=True, until_on__gte=today).exists():
        raise Refused(f"“{name}”已有有效的密钥", what_now="先撤销它，或换一个用途名称")


@action("people.revoke_key")
def revoke_key(*, key: ApiKey, by: Actor, at: datetime.datetime) -> Done | Unchanged:
    """Take a key back: the next request with it is turned away. A key revoked before stays as it is."""
    if key.revoked_at is not None:
        return Unchanged(key)
    key.revoked_at = at
    key.save(update_fields=["revoked_at"])
    return Done(key, f"key:{key.pk}", f"撤销接口密钥“{key.name}”", detail={"prefix": key.prefix})


def count_use(*, caller: str, at: datetime.datetime) -> int:
    """Count one question of a caller; returns how many it asked in the minute that runs, this one included.

    No action: the ledger is for acts, and one entry per question would drown them.
    """
    day, minute = local_day(at), at.replace(second=0, microsecond=0)
    with transaction.atomic():
        ApiUse.objects.get_or_create(caller=caller, day=day, defaults={"minute_at": minute})
        use = ApiUse.objects.select_for_update().get(caller=caller, day=day)
        use.minute_count = use.minute_count + 1 if use.minute_at == minute else 1
        use.minute_at, use.count = minute, use.count + 1
        use.save(update_fields=["count", "minute_at", "minute_count"])
        if use.count == 1:
            ApiUse.objects.filter(caller__startswith="address:", day__lt=day).delete()
    return use.minute_count
