"""What a person typed into the form of an action, checked and made into plain JSON values: pure."""

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from beizeng.base.clock.question import first_day, read_moment
from beizeng.cases.machine import Situation
from beizeng.register.codes import doubt_of
from beizeng.spec.case_form import FormField, PaperNeed
from beizeng.spec.case_kind import CaseKind
from beizeng.spec.errors import BadInput

LONGEST = {"text": 200, "long_text": 5000}
_LINE = re.compile(r"(\S+)\s+(\S.*)")
_YES = {"yes": True, "true": True, "on": True, "是": True, "no": False, "false": False, "否": False}


class Invalid(ValueError):
    """A value that can't be taken, in words for the person who typed it."""


def clean(
    wanted: Sequence[FormField], typed: Mapping[str, Any], now: Situation | None
) -> tuple[dict[str, Any], dict[str, str]]:
    """The values as plain JSON, and what is wrong by field name. Names that no field has are wrong too.

    Args:
        now: the situation whose clocks may be chosen; None while lodging.
    """
    values: dict[str, Any] = {}
    wrong = {name: "本动作没有这一项" for name in typed if name not in {field.name for field in wanted}}
    for field in wanted:
        value = typed.get(field.name)
        if isinstance(value, str):
            value = unicodedata.normalize("NFC", value).strip()
        if value is None or value in ("", [], ()):
            value = field.default
        if value is None:
            if field.required:
                wrong[field.name] = f"请填写{field.label}"
            continue
        try:
            values[field.name] = _READ[field.type](field, value, now)
        except Invalid as invalid:
            wrong[field.name] = str(invalid)
    return values, wrong


def asked_of(wanted: Sequence[FormField], is_own: bool) -> tuple[FormField, ...]:
    """The fields that the person fills in: who applies for itself is not asked what only staff knows."""
    return tuple(field for field in wanted if not (is_own and field.staff_only))


def apart(wanted: Sequence[FormField], values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values that go into the history, and those that tell who asked."""
    private = {field.name for field in wanted if field.private}
    open_ones = {name: value for name, value in values.items() if name not in private}
    return open_ones, {name: value for name, value in values.items() if name in private}


def missing_papers(needs: Sequence[PaperNeed], handed_in: Iterable[str]) -> dict[str, str]:
    """What is missing, by the id of the need; ``handed_in`` names the need of each paper."""
    handed_in = list(handed_in)
    wrong = {need: "本动作不收这类材料" for need in handed_in if need not in {one.id for one in needs}}
    for need in needs:
        if handed_in.count(need.id) < need.at_least:
            wrong[need.id] = f"请提交{need.label}（至少 {need.at_least} 份）"
    return wrong


def refused_word(kind: CaseKind, texts: Iterable[Any]) -> tuple[str, str, str, str] | None:
    """A word that a case of this kind may not hold (secret matters): word, why, what now, basis."""
    written = " ".join(str(text) for text in texts)
    for refusal in kind.refuses:
        for word in refusal.words:
            if word in written:
                return word, refusal.because, refusal.what_now, str(refusal.basis)
    return None


def _text(field: FormField, value: Any, now: Situation | None) -> str:
    longest = LONGEST[field.type]
    if len(str(value)) > longest:
        raise Invalid(f"{field.label}有 {len(str(value))} 字，最多 {longest} 字")
    return str(value)


def _name(field: FormField, value: Any, now: Situation | None) -> str:
    return str(value)[: LONGEST["text"]]


def _integer(field: FormField, value: Any, now: Situation | None) -> int:
    try:
        return int(unicodedata.normalize("NFKC", str(value)).replace(",", ""))
    except ValueError:
        raise Invalid(f"{field.label}须是整数，例如 12") from None


def _decimal(field: FormField, value: Any, now: Situation | None) -> str:
    try:
        number = Decimal(unicodedata.normalize("NFKC", str(value)).replace(",", ""))
        # six places are what expressions hold
        if number.is_finite() and number == round(number, 6) and abs(number) < 10**12:
            return f"{number.normalize():f}"
    except InvalidOperation:
        pass
    raise Invalid(f"{field.label}须是数，最多六位小数，例如 1.2")


def _entity(field: FormField, value: Any, now: Situation | None) -> str:
    code = unicodedata.normalize("NFKC", str(value)).upper()
    doubt = doubt_of(code)
    if doubt is not None:
        raise Invalid(f"{field.label}不是可用的统一社会信用代码：{doubt.why}")
    return code


def _lines(field: FormField, value: Any, now: Situation | None) -> list[str]:
    rows = value.splitlines() if isinstance(value, str) else [str(one) for one in value]
    lines = list(dict.fromkeys(row.strip() for row in rows if row.strip()))
    longest = LONGEST["text"]
    if any(len(line) > longest for line in lines):
        raise Invalid(f"{field.label}每行最多 {longest} 字")
    return lines


def _listed(field: FormField, value: Any, now: Situation | None) -> list[str]:
    """Lines chosen among those that an earlier field holds: nothing new can be asked here."""
    earlier = (now.known.get(field.of) if now is not None and field.of else None) or []
    chosen = _lines(field, value, now)
    new = [line for line in chosen if line not in earlier]
    if new:
        raise Invalid(f"“{new[0]}”不在此前列明的内容之中")
    return chosen


def _day(field: FormField, value: Any, now: Situation | None) -> str:
    return _read_day(field.label, value).isoformat()


def _read_day(label: str, value: Any) -> datetime.date:
    if isinstance(value, datetime.date):
        return value
    try:
        return first_day(read_moment(str(value), label))
    except BadInput:
        raise Invalid(f"“{value}”不是日期，请写成 2024-09-30") from None


def _choice(field: FormField, value: Any, now: Situation | None) -> str:
    if str(value) not in field.values:
        raise Invalid(f"请从{'、'.join(field.values.values())}中选一项")
    return str(value)


def _yes_no(field: FormField, value: Any, now: Situation | None) -> bool:
    answer = value if isinstance(value, bool) else _YES.get(str(value).lower())
    if answer is None:
        raise Invalid("请选“是”或“否”")
    return answer


def _nodes(field: FormField, value: Any, now: Situation | None) -> list[dict[str, str]]:
    """Lines ``2024-06-30 完成摸底``, or a list of mappings ``{"on": day, "title": text}``."""
    lines = [line for line in value.splitlines() if line.strip()] if isinstance(value, str) else list(value)
    nodes = [_node(field, number, line) for number, line in enumerate(lines, start=1)]
    return sorted(nodes, key=lambda node: node["on"])


def _node(field: FormField, number: int, line: Any) -> dict[str, str]:
    if isinstance(line, Mapping):
        day, title = line["on"], str(line["title"]).strip()
    else:
        found = _LINE.fullmatch(line.strip())
        if found is None:
            raise Invalid(f"第 {number} 行“{line.strip()}”缺日期或内容，请写成“2024-06-30 完成摸底”")
        day, title = found.groups()
    if len(title) > LONGEST["text"]:
        raise Invalid(f"第 {number} 行超过 {LONGEST['text']} 字")
    return {"on": _read_day(f"第 {number} 行", day).isoformat(), "title": title}


def _clock(field: FormField, value: Any, now: Situation | None) -> str:
    running = now.clock(str(value)) if now is not None else None
    if running is None or running.clock != field.clock or not running.is_open:
        raise Invalid(f"请选一个尚未完成的{field.label}")
    return running.key


_READ: dict[str, Callable[[FormField, Any, Situation | None], Any]] = {
    "text": _text,
    "long_text": _text,
    "lines": _lines,
    "listed": _listed,
    "integer": _integer,
    "decimal": _decimal,
    "entity": _entity,
    # which units and cases there are is asked where the rows are (cases.actions.effects)
    "unit": _name,
    "case": _name,
    "day": _day,
    "choice": _choice,
    "yes_no": _yes_no,
    "nodes": _nodes,
    "clock": _clock,
}
