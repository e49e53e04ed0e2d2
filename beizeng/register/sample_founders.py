"""Who founded an invented entity: graduate, first time, which group. A conversion keeps its founder."""

import random
from dataclasses import dataclass

GRADUATE = "graduate"
NO_GROUP = "none"
#: Weights of the groups among founders who are no graduates.
GROUPS = {
    NO_GROUP: 36,
    "farmer": 20,
    "returnee": 13,
    "unemployed": 9,
    "out_of_poverty": 9,
    "hard_to_employ": 4,
    "veteran": 4,
    "online_merchant": 4,
    "released": 1,
}
#: Share of graduates among founders of the stock, and among those who began later.
GRADUATES_BEFORE, GRADUATES_SINCE = 0.025, 0.085
FIRST_TIME = 0.76
INCUBATED, INCUBATED_GRADUATE = 0.012, 0.2


@dataclass(frozen=True)
class Founder:
    """What is so; whether offices know it is another matter."""

    is_graduate: bool
    is_first_time: bool
    group: str
    is_incubated: bool


def founder(chance: random.Random, *, since_plan: bool) -> Founder:
    """A founder; graduates are more frequent among those who began after the stock's day."""
    is_graduate = chance.random() < (GRADUATES_SINCE if since_plan else GRADUATES_BEFORE)
    group = GRADUATE if is_graduate else chance.choices(list(GROUPS), list(GROUPS.values()))[0]
    return Founder(
        is_graduate=is_graduate,
        is_first_time=chance.random() < FIRST_TIME,
        group=group,
        is_incubated=chance.random() < (INCUBATED_GRADUATE if is_graduate else INCUBATED),
    )
