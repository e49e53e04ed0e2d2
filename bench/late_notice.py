"""Open clocks timed anew after a holiday notice that came late, with the list of moves.

    .venv/bin/python -m bench.late_notice [--count 1000000]
    deploy/with-postgresql .venv/bin/python -m bench.late_notice --count 1000000

Cases with one clock each, lodged over the half year before 2022-02 with terms of 1 to 60 days or working days, are
timed without the arrangement of 2022, Monday to Friday; then the notice comes.
"""

import argparse
import datetime
import random
import shutil
import time

from bench import site

# isort: split

from beizeng.base.people.actor import house
from beizeng.cases.actions.calendar import follow_calendar
from beizeng.cases.models import ClockMove

AT = site.day("2022-01-04 12:00")
UNANNOUNCED = "kind: calendar\nyear: 2022\nstate: provisional\nbasis: {document: 尚未公布, verified: no}\n"


def lodged(count: int) -> list[site.Lodged]:
    rng = random.Random(2022)
    first = site.day("2021-08-02 09:00")
    return [
        (
            first + datetime.timedelta(days=rng.randrange(180)),
            f"{rng.randint(1, 60)} {rng.choice(('', 'working '))}days",
        )
        for _ in range(count)
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1_000_000)
    count = parser.parse_args().count
    site.open_site()
    own = site.DATA / "packs"
    (own / "national" / "clock").mkdir(parents=True)
    (own / "national" / "clock" / "2022.yaml").write_text(UNANNOUNCED, encoding="utf-8")
    begun = time.perf_counter()
    site.fill(lodged(count), AT)
    print(f"{count:>12,} open clocks written in {time.perf_counter() - begun:.1f} s")
    for name in ("before the notice", "by the notice"):
        begun = time.perf_counter()
        moved = follow_calendar(by=house("ticker"), at=AT)
        print(f"{moved:>12,} moved {name}, all looked at in {time.perf_counter() - begun:.1f} s")
        shutil.rmtree(own, ignore_errors=True)
    for move in ClockMove.objects.select_related("case").order_by("id")[:3]:
        print(f"{'':12} {move.case.number}: {move.old_due_on} → {move.new_due_on}, {move.why}")


if __name__ == "__main__":
    main()
