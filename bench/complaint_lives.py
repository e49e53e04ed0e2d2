"""Whole lives of complaints a second: lodged, dispatched, signed, answered, called back and closed, by two processes.

    deploy/with-postgresql .venv/bin/python -m bench.complaint_lives [--count 10000 1000000] [--seconds 20]
    deploy/with-postgresql .venv/bin/python -m bench.complaint_lives --burst 120    # then five times as many processes

Beside so many open cases. Each act is one transaction with its entry in the ledger, as the pages call it.
"""

import argparse
import os
import secrets
import subprocess
import sys
import time
from datetime import timedelta

from bench import case_list, site

# isort: split

from beizeng.cases import actions, askers
from beizeng.cases.models import Case

KIND = "12345-enterprise"
AT = site.day("2024-03-04 09:00")
ASKED = {"gist": "示例诉求", "story": "示例情况", "sort": "complaint", "topic": "licence", "caller": "示例"}
PROCESSES = 2


def live(number: int) -> None:
    """One complaint from the page to the call-back."""
    agent, clerk = site.person("hotline_agent", "zhengfuban"), site.person("unit_clerk", "shenpi")
    code = secrets.token_hex(8)
    moment = AT + timedelta(seconds=number)
    case: Case = actions.lodge(kind=KIND, fields=ASKED, follow_code=code, by=askers.caller(code), at=moment)
    for action, fields, by in (
        ("dispatch", {"unit": "shenpi", "sort": "complaint", "topic": "licence"}, agent),
        ("sign", {}, clerk),
        ("answer", {"reply": "已办好", "outcome": "solved"}, clerk),
        ("call_back", {"outcome": "solved", "satisfied": "full"}, agent),
    ):
        case = actions.act(case=case, action=action, fields=fields, by=by, at=moment)
    assert case.closed_at is not None


def work(seconds: float) -> None:
    """Live after live for so long; says how many, and how many failed."""
    for number in range(3):  # warm-up
        live(number)
    done = failed = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            live(done)
            done += 1
        except Exception as error:
            failed += 1
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
    print(done, failed)


def measure(processes: int, seconds: float) -> tuple[float, int, int]:
    """Lives a second, how many, and how many failed."""
    command = [sys.executable, "-m", "bench.complaint_lives", "--work", str(seconds)]
    environment = {**os.environ, "BEIZENG_BENCH_DATA": str(site.DATA)}
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(processes)]
    said = [tuple(map(int, one.communicate()[0].split())) for one in running]
    done, failed = sum(one for one, _ in said), sum(one for _, one in said)
    return done / seconds, done, failed


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--burst", type=float, help="seconds with five times as many processes, then as before again")
    parser.add_argument("--work", type=float, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work is not None:
        work(asked.work)
        return
    site.open_site()
    there = 0
    for count in sorted(asked.count):
        there += site.fill(case_list.lodged(count - there), case_list.AT, first=there)
        show(count, "usual", PROCESSES, asked.seconds)
        if asked.burst:
            show(count, "burst", 5 * PROCESSES, asked.burst)
            show(count, "after", PROCESSES, asked.seconds)


def show(count: int, name: str, processes: int, seconds: float) -> None:
    pace, done, failed = measure(processes, seconds)
    print(
        f"{count:>10,} cases, {name}, {processes:>2} processes: {pace:6.1f} lives/s, {done:,} lived, {failed} failed",
        flush=True,
    )


if __name__ == "__main__":
    main()
