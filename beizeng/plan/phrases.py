"""Words around a target: how firmly it is meant, until when, from which base year, and what it is about."""

import datetime
import re

_MODALITY = re.compile(r"确保|力争|争取|务必|必须|努力|基本(?=实现|达到|建成)|预期|原则上")
_PLAN_YEARS = {"十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030}
_PLAN = r"[“\"「]?(?:十二五|十三五|十四五|十五五)[”\"」]?(?:规划)?(?:期间|时期|期末|末|末期|期内)?"
_YEAR = r"(?:20\d{2})年(?:\d{1,2}月)?(?:底|末)?(?:前|之前|以前)?"
_TIME = re.compile(rf"(?:到|至|在|截至|于)?(?:{_PLAN}|{_YEAR})")
_BASE = re.compile(
    r"(?:在|以)(20\d{2})年(?:底|末)?(?:的)?(?:基础上|为基[数期年]?|水平上)|(?:比|较|同)(20\d{2})年(?:底|末)?(?:的)?(?:水平|相比)?"
)
_EXISTING = re.compile(r"在?现有(?:的)?(?:基础|数量|规模)上?")
_LEADING = re.compile(
    r"^(?:[，、,；：:\s]+|其中|引领|带动|推动|促进|使得?|实现|全面实现|同步|并|且|以及|及|和(?!谐)|每年(?=新增)|要|在(?=，|$)|(?:一是|二是|三是|四是|五是))"
)
_TRAILING = re.compile(r"(?:[，、,\s]+|要|再|也|均|都|就|实现|力争|确保|争取|努力|总体|基本|年均|分别|平均|逐步)$")
_GREW = re.compile(
    r"^(.{2,30}?)(?:大幅|明显|显著|稳步|持续|不断|逐步|进一步|快速|较快)?(?:提升|提高|增长|增加|壮大|扩大|上升|改善)$"
)
_LEVELS = re.compile(r"(?:国家|省|市|县|区|部|厅)级$")


def modality(text: str) -> str | None:
    """The last word in ``text`` that says how firmly a target is meant; None: none is said."""
    words = _MODALITY.findall(text)
    return words[-1] if words else None


def deadline(text: str) -> datetime.date | None:
    """The last day that ``text`` names as the end of something: “十四五”末 is 2025-12-31. Base years don't count."""
    times = [found[0] for found in _TIME.finditer(_BASE.sub(lambda base: "\0" * len(base[0]), text))]
    return _last_day(times[-1]) if times else None


def _last_day(written: str) -> datetime.date:
    for name, year in _PLAN_YEARS.items():
        if name in written:
            return datetime.date(year, 12, 31)
    numbers = [int(found) for found in re.findall(r"\d+", written)]
    month = numbers[1] if len(numbers) > 1 and 1 <= numbers[1] <= 12 else 12
    following = datetime.date(numbers[0] + month // 12, month % 12 + 1, 1)
    return following - datetime.timedelta(days=1)


def base_year(text: str) -> int | None:
    """The year that ``text`` gives as the base (在2020年基础上)."""
    years = [found[1] or found[2] for found in _BASE.finditer(text)]
    return int(years[-1]) if years else None


def subject(text: str) -> tuple[int, int]:
    """Where in ``text`` the thing that a target is about stands: times, modality and leading verbs left out."""
    start, end = 0, len(text)
    while True:
        rest = text[start:end]
        ahead = next(
            (
                found
                for pattern in (_BASE, _TIME, _MODALITY, _LEADING, _EXISTING)
                if (found := pattern.match(rest)) and found[0]
            ),
            None,
        )
        if ahead:
            start += ahead.end()
            continue
        behind = _TRAILING.search(rest)
        tail = next(
            (
                found
                for p in (_EXISTING, _BASE, _TIME)
                for found in p.finditer(rest)
                if found[0] and found.end() == len(rest)
            ),
            None,
        )
        cut = behind or tail
        if not cut or start >= end:
            return start, end
        end = start + cut.start()


def grew(clause: str) -> str | None:
    """What a clause such as 全县市场主体总量大幅提升 is about; None for any other clause."""
    found = _GREW.match(clause)
    return found[1] if found else None


def enumerated(name: str) -> tuple[str, ...]:
    """The things of a list, apart; 省级、市级、县级示范社 is one thing with three levels."""
    pieces = [piece for piece in name.split("、") if piece]
    if len(pieces) < 2 or any(_LEVELS.search(piece) or len(piece) < 3 for piece in pieces[:-1]):
        return (name,)
    pieces[-1] = re.sub(r"(?:数量|总数|总量)$", "", pieces[-1])
    return tuple(pieces)
