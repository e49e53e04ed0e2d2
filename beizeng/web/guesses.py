"""Guesses at a secret: after a few wrong ones from one address, a pause. For passwords and codes of complaints."""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest

#: After so many failures a pause. No document fixes the numbers: ours.
FAILURES = 5
PAUSE_SECONDS = 15 * 60


@dataclass(frozen=True)
class Guesses:
    """What was tried at one thing (an account, a case's number) from one address."""

    key: str

    @property
    def are_paused(self) -> bool:
        """Whether too many were wrong: nothing is checked until the pause is over."""
        return int(cache.get(self.key, 0)) >= FAILURES

    def count_failure(self) -> None:
        """One more was wrong."""
        cache.add(self.key, 0, PAUSE_SECONDS)
        cache.incr(self.key)

    def forget(self) -> None:
        """One was right."""
        cache.delete(self.key)


def guesses_at(sort: str, what: str, request: HttpRequest) -> Guesses:
    """The guesses at ``what`` from this request's address. The key names nothing: it may be a password."""
    typed = "\n".join((what, request.META.get("REMOTE_ADDR", "")))
    return Guesses(f"{sort}:{hashlib.sha256(typed.encode()).hexdigest()}")
