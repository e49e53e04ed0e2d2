"""No text and no file makes the reader fail: short texts put together from pieces of plans, files of every format bent.

    .venv/bin/python -m bench.plan_fuzz [--texts 1000000] [--files 20000] [--seed 1]

A text must be read and every place lie in it; a file must be read or refused in words (BadInput). Anything else is a
crash: it is printed with what caused it, and the run ends with 1.
"""

import argparse
import random
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator

from beizeng.plan.elements import Outline
from beizeng.plan.issued import decode
from beizeng.plan.outline import read
from beizeng.spec.errors import BadInput
from tests.plan.invented import PLAN, UNITS
from tests.plan.papers import as_docx, as_html, as_zip
from tests.plan.scoring import FORMS, plan_of

SIGNS = [
    *"（）()【】[]<>|、，。；：:\n\t\f\r \u3000—*#①⑴⒈㈠０%％‰&\\\"'{}",
    "<br>",
    "——",
    "\r\n",
    "“",
    "”",
    "\ufeff",
    "\U00020000",
]
WORDS = re.split(
    " ",
    "一、 （一） 1. 1.1 （1） 第一条 第二章 责任单位： 牵头单位： 配合单位： 完成时限： 县甲局 各乡镇 等有关部门 负责 "
    "牵头 配合 到 由 增加到 达到 翻一番 年均增长 其中 以上 左右 力争 确保 2030年 “十五五”末 15% 30万元 3家 每季度 半天 "
    "24个工作日内 最高不超过 | 序号 任务",
)


def texts(rng: random.Random, count: int) -> Iterator[str]:
    """Short texts: words, signs and lines of plans in any order."""
    lines = [line for form in FORMS for line in plan_of(form)[0].splitlines()] + PLAN.splitlines()
    for _ in range(count):
        pieces = rng.choices(WORDS, k=rng.randint(0, 12)) + rng.choices(SIGNS, k=rng.randint(0, 6))
        pieces += rng.choices(lines, k=rng.randint(0, 3))
        rng.shuffle(pieces)
        yield rng.choice(["", "", "\n"]).join(pieces)[: rng.randint(1, 400)]


def bent(rng: random.Random, content: bytes) -> bytes:
    """A file with some bytes changed, taken out, put in twice, or its end cut off."""
    kept = bytearray(content)
    for _ in range(rng.choice([0, 1, 1, 2, 8, 32])):
        at = rng.randrange(len(kept) or 1)
        match rng.randrange(5):
            case 0 if kept:
                kept[at] = rng.randrange(256)
            case 1:
                del kept[at : at + rng.randint(1, 40)]
            case 2:
                kept[at:at] = kept[at : at + rng.randint(1, 40)]
            case 3:
                kept[at:at] = rng.randbytes(rng.randint(1, 8))
            case 4 if rng.random() < 0.2:
                del kept[at:]
    return bytes(kept)


def printed(text: str) -> bytes:
    """A small PDF with a text layer, in Latin letters: enough to be bent."""
    words = "".join(f"BT /F1 12 Tf 50 {750 - 20 * at} Td ({line}) Tj ET\n" for at, line in enumerate(text.split("\n")))
    stream = f"<</Length {len(words) + 21}>>stream\n{words}50 100 m 300 100 l S\nendstream\n"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        stream,
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = "".join(f"{at} 0 obj\n{one}\nendobj\n" for at, one in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R>>\n".encode()


FORMATS: dict[str, Callable[[str], bytes]] = {
    "text": lambda text: text.encode(),
    "gb18030": lambda text: text.encode("gb18030"),
    "docx": as_docx,
    "html": as_html,
    "zip": lambda text: as_zip(方案__html=as_html(text), 附件__txt=text.encode()),
    "pdf": lambda text: printed("1. Plan\n(responsible: A, B)\n2. Act\n3. Run"),
}


def check(text: str) -> None:
    """Read a text; every place of the outline lies in it."""
    outline = read(text, UNITS)
    assert all(0 <= start <= end <= len(text) for start, end in places(outline)), "a place outside the text"


def places(outline: Outline) -> Iterator[tuple[int, int]]:
    for measure in outline.measures:
        yield measure.span
        yield from (quantity.span for quantity in measure.quantities)
    yield from (one.span for one in (*outline.goals, *outline.brackets, *outline.findings))


def run(name: str, count: int, work: Callable[[int], str]) -> int:
    """Do a piece of work so many times; the number of crashes."""
    begun, crashes, ends = time.monotonic(), 0, Counter[str]()
    for at in range(count):
        try:
            ends[work(at)] += 1
        except Exception:  # what this run is there to find
            crashes += 1
            print(f"{name} {at}: {traceback.format_exc(limit=-3)}", file=sys.stderr)
    ended = "，".join(f"{end} {times:,}" for end, times in sorted(ends.items()))
    print(f"{name:8} {count:>9,} in {time.monotonic() - begun:6.0f} s: {ended}; crashes {crashes}", flush=True)
    return crashes


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--texts", type=int, default=1_000_000)
    parser.add_argument("--files", type=int, default=20_000, help="of each format")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    supply = texts(rng, arguments.texts)

    def one_text(_: int) -> str:
        check(next(supply))
        return "read"

    crashes = run("texts", arguments.texts, one_text)
    for name, form in FORMATS.items():
        whole = [form(plan_of(one)[0]) for one in FORMS[:6]]

        def one_file(_: int, name: str = name, whole: list[bytes] = whole) -> str:
            try:
                check(decode(bent(rng, rng.choice(whole)), f"plan.{name}"))
            except BadInput:
                return "refused"
            return "read"

        crashes += run(name, arguments.files, one_file)
    return int(crashes > 0)


if __name__ == "__main__":
    sys.exit(main())
