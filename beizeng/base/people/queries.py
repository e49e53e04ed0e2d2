"""Reading people: actors, units, posts."""

import datetime
from functools import lru_cache

from django.db.models import Count, Prefetch, Q, QuerySet

from beizeng.base.people.actor import Actor, widest
from beizeng.base.people.models import Holding, Mandate, Post, Unit, User
from beizeng.spec import load_shelf
from beizeng.spec.people import Role, Roles

#: The two tables' types are here for the doors' annotations; reading and writing them stays in this room.
__all__ = [
    "AGENT_ROLE",
    "FIRM_ROLE",
    "PUBLIC_ROLE",
    "Post",
    "User",
    "actor_of",
    "anonymous",
    "holders",
    "posts",
    "posts_of",
    "roles",
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


@lru_cache(maxsize=1)
def roles() -> dict[str, Role]:
    """Role id → role, from the packs."""
    return {role.id: role for file in load_shelf().all(Roles) for role in file.roles}


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
        unit_ids=_unit_ids(holdings),
        entity_codes=frozenset(mandate.entity_code for mandate in mandates),
        is_sample=user.is_sample,
    )


def user_named(username: str) -> User | None:
    """The active account of this name."""
    return User.objects.filter(username=username, is_active=True).first()


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


def _unit_ids(holdings: list[Holding]) -> frozenset[str]:
    """The units of the posts, and the collectives of which these units are members (各乡镇)."""
    own = {holding.post.unit_id for holding in holdings if holding.post.unit_id}
    collectives = Unit.objects.filter(kind="collective").values_list("id", "members")
    return frozenset(own | {unit_id for unit_id, members in collectives if own & set(members)})
