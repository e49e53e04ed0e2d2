"""How fast plans are read: seconds for one of 20,000 characters, documents a second on text, and per format.

    .venv/bin/python -m bench.plan_read [--count 60] [FILE …]

The plan is the invented one of the tests, repeated under rising numbers; FILE: other plans, measured beside it. One
core, processor time. The units are those of the packs.
"""

import argparse
import re
import time
from collections.abc import Callable
from pathlib import Path

from beizeng.plan.issued import decode
from beizeng.plan.outline import read
from beizeng.spec import load_shelf
from beizeng.spec.people import Units
from tests.plan.invented import PLAN
from tests.plan.papers import as_docx, as_html
from tests.plan.scoring import FORMS, plan_of

CHARACTERS = 20_000


def long_plan(characters: int) -> str:
    """The invented plan with its measures again and again, numbered on."""
    head, measures, tail = re.split(r"(?=### 三、)|(?=---\n)", PLAN)
    pieces, number = [head], 0
    while sum(map(len, pieces)) < characters:
        numbered = iter(range(number + 1, number + 5))
        pieces.append(re.sub(r"(?m)^\d(?=\.)", lambda _: str(next(numbered)), measures))  # noqa: B023
        number += 4
    return "".join([*pieces, tail])


def seconds(work: Callable[[], object], count: int) -> float:
    begun = time.process_time()
    for _ in range(count):
        work()
    return (time.process_time() - begun) / count


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("files", nargs="*", type=Path)
    arguments = parser.parse_args()
    register = [unit for file in load_shelf().all(Units) for unit in file.units]
    text = long_plan(CHARACTERS)
    print(f"{len(text):,} characters, {len(read(text, register).measures)} measures: ", end="")
    print(f"{seconds(lambda: read(text, register), 5):.3f} s")
    plans = [plan_of(form)[0] for form in FORMS]
    each = seconds(lambda: [read(plan, ()) for plan in plans], max(1, arguments.count // len(plans))) / len(plans)
    print(f"invented forms, {sum(map(len, plans)) // len(plans):,} characters each: {1 / each:,.0f} documents/s")
    each = seconds(lambda: read(PLAN, register), arguments.count)
    print(f"invented plan, {len(PLAN):,} characters: {1 / each:,.0f} documents/s")
    for name, content in (("docx", as_docx(text)), ("html", as_html(text)), ("text", text.encode())):
        print(f"{name} of {len(text):,} characters to text: {seconds(lambda c=content: decode(c, 'plan'), 5):.3f} s")
    for file in arguments.files:
        content = file.read_bytes()
        each = seconds(lambda c=content, f=file: read(decode(c, f.name), register), 10)
        print(f"{file.name}: {each:.3f} s, {1 / each:,.1f} documents/s")


if __name__ == "__main__":
    main()
