"""Reading people: actors, units, posts, keys of other programs."""

import datetime
import hashlib
from collections.abc import Iterable
from typing import Literal

from django.db.models import Count, Max, Prefetch, Q, QuerySet, Sum

from beizeng.base.people.actor import Actor, widest
from beizeng.base.people.models import ApiKey, ApiUse, Holding, Mandate, Post, Unit, User
from beizeng.spec import Shelf, per_shelf
from beizeng.spec.people import Role, Roles, Scope

#: These tables' types are here for the doors' annotations; reading and writing them stays in this room.
__all__ = [
    "AGENT_ROLE",
    "FIRM_ROLE",
    "KEY_PERMISSIONS",
    "LONGEST_KEY_DAYS",
    "PUBLIC_ROLE",
    "ApiKey",
    "Mandate",
    "Post",
    "User",
    "actor_of",
    "actor_of_key",
    "anonymous",
    "api_keys",
    "digest_of",
    "holders",
    "key_of",
    "key_uses",
    "mandates_of",
    "missing_units",
    "posts",
    "posts_of",
    "roles",
    "standing",
    "unit_names",
    "units",
    "units_with_posts",
    "user_named",
    "users",
]

#: Whoever has not signed in.
PUBLIC_ROLE = "public"
FIRM_ROLE = "firm"
AGENT_ROLE = "firm_agent"

#: What a key may be given: to read, and nothing that the pages keep from everybody but their own officers.
KEY_PERMISSIONS = {
    "plan.read": "方案",
    "indicators.read": "指标",
    "register.read": "名录",
    "register.read_personal": "名录中的个人信息",
    "rules.read": "政策判定",
    "cases.read": "事项",
}
#: A key lasts a year at most, so that none outlives the people who asked for it. The number is ours.
LONGEST_KEY_DAYS = 366


@per_shelf
def roles(shelf: Shelf) -> dict[str, Role]:
    """Role id → role, from the packs."""
    return {role.id: role for file in shelf.all(Roles) for role in file.roles}


def anonymous() -> Actor:
    """The public: nobody is signed in."""
    return Actor("public", "公众", "", frozenset({PUBLIC_ROLE}), roles()[PUBLIC_ROLE].permissions)


def actor_of(user: User, *, on: datetime.date) -> Actor:
    """The person with the posts held and the mandates in force on the day."""
    holdings = list(_in_force(Holding.objects.filter(user=user), on).select_related("post__unit"))
    mandates = list(_in_force(Mandate.objects.filter(user=user), on))
    held = {holding.post.role for holding in holdings}
    held |= {AGENT_ROLE if mandate.is_agent else FIRM_ROLE for mandate in mandates}
    held.add(PUBLIC_ROLE)
    titles = "、".join(f"{holding.post.unit or ''}{holding.post.title}" for holding in holdings)
    return Actor(
        id=f"user:{user.pk}",
        name=user.name,
        post_title=titles,
        roles=frozenset(held),
        reaches=widest([roles()[role].permissions for role in sorted(held) if role in roles()]),
        unit_ids=_unit_ids({holding.post.unit_id for holding in holdings if holding.post.unit_id}),
        entity_codes=frozenset(mandate.entity_code for mandate in mandates),
        is_sample=user.is_sample,
    )


def digest_of(secret: str) -> str:
    """What is kept of a key's secret. It is 32 random bytes, so one plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def key_of(secret: str) -> ApiKey | None:
    """The key with this secret, also one that has ended or was revoked."""
    return ApiKey.objects.filter(digest=digest_of(secret)).first()


def standing(key: ApiKey, *, on: datetime.date) -> Literal["valid", "ended", "revoked"]:
    """Whether the key holds on the day."""
    if key.revoked_at is not None:
        return "revoked"
    return "valid" if on <= key.until_on else "ended"


def actor_of_key(key: ApiKey) -> Actor:
    """The program that holds the key: what everybody may, and what the key was given."""
    reach: Scope = key.reach  # type: ignore[assignment]  # the column holds only these words
    given = dict.fromkeys(key.permissions, reach)
    return Actor(
        id=f"key:{key.pk}",
        name=key.name,
        post_title="接口密钥",
        reaches=widest([roles()[PUBLIC_ROLE].permissions, given]),
        unit_ids=_unit_ids(set(key.units.values_list("id", flat=True))),
        entity_codes=frozenset(key.entity_codes),
    )


def api_keys() -> QuerySet[ApiKey]:
    """All keys, newest first."""
    return ApiKey.objects.prefetch_related("units")


def key_uses() -> dict[int, tuple[int, datetime.date]]:
    """Key → how often it asked in all, and the last day on which it did; a key that never asked is not in it."""
    rows = ApiUse.objects.filter(caller__startswith="key:").values("caller").annotate(Sum("count"), Max("day"))
    return {int(row["caller"].removeprefix("key:")): (row["count__sum"], row["day__max"]) for row in rows}


def user_named(username: str) -> User | None:
    """The active account of this name."""
    return User.objects.filter(username=username, is_active=True).first()


def mandates_of(viewer: Actor, *, on: datetime.date) -> QuerySet[Mandate]:
    """By what right this person acts for which entity on the day; the own ones before those as an agent."""
    sort, _colon, key = viewer.id.partition(":")
    mine = Mandate.objects.filter(user_id=key) if sort == "user" else Mandate.objects.none()
    return _in_force(mine, on).order_by("is_agent", "entity_code", "id")


def users() -> QuerySet[User]:
    """All accounts, by name."""
    return User.objects.order_by("username")


def units(*, on: datetime.date | None = None) -> QuerySet[Unit]:
    """The units, in the packs' order; with ``on``, those that exist on the day."""
    every = Unit.objects.all()
    if on is None:
        return every
    begun = Q(since_on__isnull=True) | Q(since_on__lte=on)
    return every.filter(begun & (Q(until_on__isnull=True) | Q(until_on__gte=on)))


def unit_names() -> dict[str, str]:
    """Unit id → short name."""
    return dict(Unit.objects.values_list("id", "name"))


def missing_units(ids: Iterable[str]) -> tuple[str, ...]:
    """Those of the ids that no unit has, in their order."""
    asked = tuple(dict.fromkeys(ids))
    known = set(Unit.objects.filter(id__in=asked).order_by().values_list("id", flat=True))
    return tuple(unit for unit in asked if unit not in known)


def units_with_posts() -> QuerySet[Unit]:
    """All units with ``post_count``."""
    return Unit.objects.annotate(post_count=Count("posts"))


def posts(*, on: datetime.date) -> QuerySet[Post]:
    """All posts with their unit; ``in_force`` lists the holdings of the day with their users."""
    held = _in_force(Holding.objects.select_related("user"), on)
    return Post.objects.select_related("unit").prefetch_related(Prefetch("holdings", held, to_attr="in_force"))


def posts_of(unit_id: str) -> QuerySet[Post]:
    """The posts of a unit."""
    return Post.objects.filter(unit_id=unit_id)


def holders(post: Post, *, on: datetime.date) -> QuerySet[Holding]:
    """Who holds the post on the day."""
    return _in_force(post.holdings.select_related("user"), on)


def _in_force(rows: QuerySet, on: datetime.date) -> QuerySet:  # type: ignore[type-arg]
    return rows.filter(since_on__lte=on).filter(Q(until_on__isnull=True) | Q(until_on__gte=on))


def _unit_ids(own: set[str]) -> frozenset[str]:
    """The units, and the collectives of which they are members (各乡镇)."""
    collectives = Unit.objects.filter(kind="collective").values_list("id", "members")
    return frozenset(own | {unit_id for unit_id, members in collectives if own & set(members)})
