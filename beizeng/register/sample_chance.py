"""Chance for the sample county: the same seed and purpose always give the same draws."""

import datetime
import random
from collections.abc import Sequence
from functools import cache
from typing import TypeVar

T = TypeVar("T")

SATURDAY = 5


def stream(seed: int, *purpose: str | int) -> random.Random:
    """A source of chance of its own for each purpose, so that one part never shifts the draws of another.

    Seeded by text: Python hashes it with SHA-512, which no hash seed changes.
    """
    return random.Random("/".join(str(part) for part in (seed, *purpose)))


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` whole things shared out by weight, largest remainder first; the parts add up to ``total``."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def draw(chance: random.Random, pool: Sequence[T], count: int) -> list[T]:
    """``count`` different members of ``pool``, all equally likely; all of them where the pool is smaller."""
    return chance.sample(pool, min(count, len(pool)))


def pick(chance: random.Random, pool: Sequence[T], weights: Sequence[float], count: int) -> list[T]:
    """``count`` different members of ``pool``, the heavier the likelier; all of them where the pool is smaller.

    Efraimidis and Spirakis: each member draws u^(1/weight), and the largest are taken.
    """
    keys = [chance.random() ** (1 / weight) for weight in weights]
    order = sorted(range(len(pool)), key=keys.__getitem__, reverse=True)
    return [pool[i] for i in order[:count]]


@cache
def month_end(year: int, month: int) -> datetime.date:
    """The last day of a month."""
    following = datetime.date(year + month // 12, month % 12 + 1, 1)
    return following - datetime.timedelta(days=1)


def office_days(year: int, month: int, closed: Sequence[str]) -> list[datetime.date]:
    """The days of a month on which offices register: no weekends, none of ``closed`` (MM-DD)."""
    days = [datetime.date(year, month, number) for number in range(1, month_end(year, month).day + 1)]
    return [day for day in days if day.weekday() < SATURDAY and f"{day:%m-%d}" not in closed]
