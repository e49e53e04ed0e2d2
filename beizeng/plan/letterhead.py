"""Who issued what, when, under which number: read from the paragraphs around the body."""

import datetime
import re
from dataclasses import dataclass

from beizeng.plan.document import DATE_LINE, NUMBER_LINE, Block, Document
from beizeng.plan.numerals import chinese

_ISSUED_TITLE = re.compile(r"关于印发[《<〈]?(.+?)[》>〉]的通知")
_TITLE_END = re.compile(
    r"(?:意见|方案|通知|规划|办法|规定|细则|决定|计划|纲要|措施|公告|条例|批复|要点|举措|行动|清单|法|任务|安排|分解|条)(?:（[^（）]{1,8}）)?$"
)
_DATE = re.compile(
    r"([\d〇○零一二三四五六七八九]{4})年([\d一二三四五六七八九十]{1,2})月([\d一二三四五六七八九十]{1,3})日"
)
_TITLE_LINES = 5


@dataclass(frozen=True)
class Letterhead:
    """What the letter head and the signature say; None where they don't."""

    title: str
    number: str | None
    issuer: str | None
    issued_on: datetime.date | None


def read_letterhead(document: Document) -> Letterhead:
    """Title, number, issuer and day of issue."""
    number = next((b.passage.text for b in document.blocks if NUMBER_LINE.fullmatch(b.passage.text)), None)
    issuer, issued_on = _signature(document.blocks)
    title, notice = _title(document.head)
    issuer = issuer or (notice.split("关于")[0] if "关于" in notice else None) or None
    return Letterhead(title, re.sub(r"\s", "", number) if number else None, issuer, issued_on)


def _signature(blocks: tuple[Block, ...]) -> tuple[str | None, datetime.date | None]:
    for before, block in zip((None, *blocks), blocks, strict=False):
        if not DATE_LINE.fullmatch(block.passage.text):
            continue
        name = before.passage.text if before else ""
        short = 0 < len(name) <= 25 and not re.search("[，。：；]", name) and not DATE_LINE.fullmatch(name)
        return (name if short else None), _day(block.passage.text)
    return None, None


def _day(written: str) -> datetime.date | None:
    found = _DATE.search(written)
    if not found:
        return None
    year, month, day = (int(part) if part.isdigit() else chinese(part.replace("○", "〇")) for part in found.groups())
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _title(head: tuple[Block, ...]) -> tuple[str, str]:
    """The document's title, and the whole heading it was found in (关于印发……的通知 names another one)."""
    lines = [
        block.passage.text for block in head if block.passage.text and not NUMBER_LINE.fullmatch(block.passage.text)
    ]
    for first in range(min(len(lines), _TITLE_LINES)):
        for last in range(first + 1, min(len(lines), first + _TITLE_LINES) + 1):
            joined = "".join(lines[first:last])
            issued = _ISSUED_TITLE.search(joined)
            if issued:
                return issued[1], joined
            if re.search("[。；]|：$", joined):
                break
            if _TITLE_END.search(joined):
                return joined, joined
    return (lines[0] if lines and len(lines[0]) <= 60 else ""), ""
