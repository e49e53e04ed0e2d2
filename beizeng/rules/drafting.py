"""A policy as a clerk types it → the policy, or what is wrong where; and its worked examples, run. Pure.

Entered is plain JSON: ``{"policy": {field: text}, "criteria": [{…}], "parameters": [{…}], "examples": [{…}]}``; every
value is the text of a field, so that a draft that can't be read yet is kept as it was typed.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import count
from typing import Any

import yaml
from pydantic import ValidationError

from beizeng.base.engine.expressions import Vocabulary, read_amount, read_condition
from beizeng.base.engine.faults import ParameterNotSet, nearest
from beizeng.base.engine.words import Words
from beizeng.rules.book import Entry, read_entry, with_parameters
from beizeng.rules.evaluate import NOT_SET as NOT_SET_WORDS
from beizeng.rules.evaluate import evaluate
from beizeng.rules.examples import amount, mismatch, values
from beizeng.spec.errors import BadInput
from beizeng.spec.facts import Fact
from beizeng.spec.policy import NOT_SET, Example, Parameter, Parameters, Policy, Verdict

Entered = Mapping[str, Any]
_YES = {"是": True, "yes": True, "true": True, "否": False, "no": False, "false": False}
#: What a policy shows before it may be signed: an example of each.
NEEDED: tuple[Verdict, ...] = ("met", "not_met", "unknown")
_NEEDED_WORDS = {"met": "符合", "not_met": "不符合", "unknown": "缺一项事实"}


@dataclass(frozen=True)
class Fault:
    """What is wrong: in which part (``policy``, ``criteria`` …), which row of it (from 0), which field."""

    part: str
    row: int
    field: str
    bad: BadInput


@dataclass(frozen=True)
class Outcome:
    """An example as run: the verdict and amount found; ``why`` is empty where it holds."""

    row: int
    label: str
    verdict: str
    amount: str
    why: str


@dataclass(frozen=True)
class Checked:
    """A draft as read. ``policy`` is None as long as it can't be; ``said``: row of a criterion → what it asks."""

    policy: Policy | None
    parameters: tuple[Parameter, ...]
    faults: tuple[Fault, ...]
    said: Mapping[int, str]
    outcomes: tuple[Outcome, ...]

    @property
    def is_whole(self) -> bool:
        """Whether it may go to the second person."""
        return self.policy is not None and not self.faults


def check(entered: Entered, vocabulary: Vocabulary, *, base: Policy | None = None) -> Checked:
    """Read a draft and run its examples.

    Args:
        base: the policy that it changes; what the form does not show (budget, exclusions) stays as it is there.
    """
    return _Reading(entered, vocabulary, base).checked()


def entered_of(policy: Policy) -> dict[str, Any]:
    """A policy as its form would show it."""
    fields = {
        "id": policy.id, "label": policy.label, "title": policy.title, "issuer": policy.issuer,
        "document": policy.basis.document, "article": policy.basis.article or "",
        "verified": "yes" if policy.basis.verified else "no", "since": policy.since.isoformat(),
        "until": policy.until.isoformat() if policy.until else "", "channel": policy.channel, "unit": policy.unit,
        "measures": "、".join(map(str, policy.measures)), "amount_kind": policy.amount.kind,
        "amount": policy.amount.expression or "", "per": policy.amount.per, "amount_note": policy.amount.note,
    }  # fmt: skip
    criteria = [
        {
            "label": one.label, "expression": one.expression or NOT_SET, "article": one.basis.article or "",
            "needed": one.needed, "bring": one.bring, "reason": one.reason,
        }
        for one in policy.criteria
    ]  # fmt: skip
    examples = [
        {
            "label": one.label, "day": one.day.isoformat(), "verdict": one.verdict,
            "amount": "" if one.amount is None else str(one.amount),
            "facts": "\n".join(f"{name} = {_typed(value)}" for name, value in one.facts.items()),
        }
        for one in policy.examples
    ]  # fmt: skip
    return {"policy": fields, "criteria": criteria, "parameters": [], "examples": examples}


def pack_text(value: Policy | Parameters) -> str:
    """The pack file that says this."""
    data = value.model_dump(by_alias=True, exclude_defaults=True) | {"kind": value.kind}
    ordered = {"kind": data.pop("kind"), **_plain(data)}
    return yaml.safe_dump(ordered, allow_unicode=True, sort_keys=False, width=120)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _typed(value: Any) -> str:
    return ("是" if value else "否") if isinstance(value, bool) else str(value)


class _Reading:
    """One reading of one draft; faults are gathered, so that everything wrong is said at once."""

    def __init__(self, entered: Entered, vocabulary: Vocabulary, base: Policy | None) -> None:
        self.entered, self.base = entered, base
        self.faults: list[Fault] = []
        self.said: dict[int, str] = {}
        self.fields: Mapping[str, str] = entered.get("policy", {})
        self.since = self._day("policy", 0, "since", self.fields.get("since", ""))
        self.parameters = self._parameters(vocabulary)
        self.vocabulary = with_parameters(vocabulary, self.parameters)

    def checked(self) -> Checked:
        """Everything that is wrong, or the policy with its examples run."""
        criteria, examples = self._criteria(), self._examples()
        self._expressions(criteria)
        policy = None if self.faults else self._policy(criteria, examples)
        outcomes: tuple[Outcome, ...] = ()
        if policy is not None:
            entry = self._entry(policy)
            places = [row for row, _typed in self._rows("examples")]
            outcomes = tuple(self._run(row, entry, one) for row, one in zip(places, policy.examples, strict=True))
            self._needed(entry, outcomes)
        return Checked(policy, self.parameters, tuple(self.faults), self.said, outcomes)

    # parts

    def _rows(self, part: str) -> list[tuple[int, Mapping[str, str]]]:
        """The rows in which something is typed, each with its place among all."""
        rows = enumerate(self.entered.get(part, []))
        return [(row, typed) for row, typed in rows if any(str(one).strip() for one in typed.values())]

    def _parameters(self, vocabulary: Vocabulary) -> tuple[Parameter, ...]:
        found: list[Parameter] = []
        for row, one in self._rows("parameters"):
            name, since = one.get("name", ""), self._day("parameters", row, "since", one.get("since") or self._since())
            until = self._day("parameters", row, "until", one["until"]) if one.get("until") else None
            if name in vocabulary.parameters or name in {other.name for other in found}:
                self._fault("parameters", row, "name", name, "已有同名的参数", "直接在表达式里用它，或换一个名称")
                continue
            value = self._value("parameters", row, "value", one.get("value", ""), one.get("type", ""))
            value = str(value) if isinstance(value, Decimal) else value
            entry = {"from": since, "to": until, "value": value, "basis": self._basis(one.get("article", ""))}
            made = self._model(
                Parameter, {"name": name, "label": one.get("label", ""), "type": one.get("type"), "values": [entry]},
                "parameters", row,
            )  # fmt: skip
            if made is not None:
                found.append(made)
                if self.since and not any(held.holds_on(self.since) for held in made.values):
                    write = f"从 {self.since} 起要有值：改参数的起止日"
                    self._fault("parameters", row, "since", name, "政策开始那天参数没有值", write)
        return tuple(found)

    def _criteria(self) -> list[dict[str, Any]]:
        kept = {(one.label, one.expression or NOT_SET): one for one in self.base.criteria} if self.base else {}
        taken = {one.id for one in kept.values()}
        free = (name for number in count(1) if (name := f"c{number}") not in taken)
        found = []
        for row, one in self._rows("criteria"):
            before = kept.get((one.get("label", ""), one.get("expression", "")))
            basis = before.basis.model_dump() if before else self._basis(one.get("article", ""))
            found.append(
                {
                    "id": before.id if before else next(free), "label": one.get("label", ""),
                    "expression": one.get("expression", "").strip(), "basis": basis, "needed": one.get("needed", ""),
                    "bring": one.get("bring", ""), "reason": one.get("reason", ""),
                }
            )  # fmt: skip
            for field, why in (("label", "没有写名称"), ("expression", "没有写表达式")):
                if not one.get(field, "").strip():
                    self._fault("criteria", row, field, "空", why, "没有细则的条件，表达式写 not set")
        if not found:
            self._fault("criteria", 0, "expression", "空", "一个条件也没有", "至少写一个条件")
        return found

    def _expressions(self, criteria: list[dict[str, Any]]) -> None:
        if self.since is None:
            return
        for (row, _typed), one in zip(self._rows("criteria"), criteria, strict=True):
            text = one["expression"]
            if text in ("", NOT_SET):
                self.said[row] = NOT_SET_WORDS
                continue
            try:
                read = read_condition(text, self.vocabulary, on=self.since)
                self.said[row] = Words(self.vocabulary.facts).say(read.root)
            except ParameterNotSet:
                self.said[row] = NOT_SET_WORDS
            except BadInput as bad:
                self.faults.append(Fault("criteria", row, "expression", bad))
        if self.fields.get("amount_kind") != NOT_SET:
            try:
                read_amount(self.fields.get("amount", ""), self.vocabulary, on=self.since)
            except ParameterNotSet:
                pass
            except BadInput as bad:
                self.faults.append(Fault("policy", 0, "amount", bad))

    def _examples(self) -> list[dict[str, Any]]:
        found = []
        for row, one in self._rows("examples"):
            due = one.get("amount", "").strip()
            number = due if due in ("", "unknown", NOT_SET) else self._value("examples", row, "amount", due, "money")
            found.append(
                {
                    "label": one.get("label", ""),
                    "day": self._day("examples", row, "day", one.get("day") or self._since()),
                    "facts": self._facts(row, one.get("facts", "")), "verdict": one.get("verdict", ""),
                    "amount": number if number != "" else None,
                }
            )  # fmt: skip
        if not found:
            self._fault("examples", 0, "label", "空", "一个示例也没有", "符合、不符合、缺事实各写一个")
        return found

    def _facts(self, row: int, text: str) -> dict[str, Any]:
        by_label = {fact.label: fact for fact in self.vocabulary.facts.values()}
        found = {}
        for line in text.replace("；", "\n").replace(";", "\n").splitlines():
            if not line.strip():
                continue
            name, sign, value = line.replace("＝", "=").partition("=")
            fact = self.vocabulary.facts.get(name.strip()) or by_label.get(name.strip())
            if not sign or fact is None:
                why = "没有声明这项事实" if sign else "要写成“事实 = 值”"
                self._fault("examples", row, "facts", line.strip(), why, nearest(name.strip(), self.vocabulary.facts))
                continue
            found[fact.name] = self._fact(row, fact, value.strip())
        return found

    def _fact(self, row: int, fact: Fact, text: str) -> Any:
        if fact.type == "category":
            known = {label: value for value, label in fact.values.items()} | {value: value for value in fact.values}
            if text not in known:
                self._fault("examples", row, "facts", text, f"{fact.label}没有这个值", nearest(text, known))
            return known.get(text)
        return self._value("examples", row, "facts", text, fact.type)

    # the whole

    def _policy(self, criteria: list[dict[str, Any]], examples: list[dict[str, Any]]) -> Policy | None:
        fields = self.fields
        basis = self._basis(fields.get("article", ""))
        kind = fields.get("amount_kind", NOT_SET)
        worth = {
            "kind": kind, "expression": fields.get("amount") if kind != NOT_SET else None, "per": fields.get("per", ""),
            "note": fields.get("amount_note", ""), "basis": basis,
        }  # fmt: skip
        numbers = fields.get("measures", "").replace("、", ",").replace("，", ",").split(",")
        changed = {
            "kind": "policy", "id": fields.get("id"), "label": fields.get("label"), "title": fields.get("title"),
            "issuer": fields.get("issuer"), "basis": basis, "from": self.since,
            "to": self._day("policy", 0, "until", fields["until"]) if fields.get("until") else None,
            "measures": [number.strip() for number in numbers if number.strip()], "channel": fields.get("channel"),
            "unit": fields.get("unit"), "criteria": criteria, "amount": worth, "examples": examples,
        }  # fmt: skip
        before = self.base.model_dump(by_alias=True) if self.base else {}
        policy: Policy | None = self._model(Policy, before | changed, "policy", 0)
        return policy

    def _entry(self, policy: Policy) -> Entry:
        entry = read_entry(policy, self.vocabulary, on=policy.since)
        if entry.fault is not None:
            self.faults.append(Fault("policy", 0, "since", entry.fault))
        if policy.until is not None and policy.until < policy.since:
            self._fault("policy", 0, "until", str(policy.until), "止日在起日之前", f"写 {policy.since} 或以后的日子")
        return entry

    def _run(self, row: int, entry: Entry, example: Example) -> Outcome:
        facts = self.vocabulary.facts
        on_day = read_entry(entry.policy, self.vocabulary, on=example.day)
        why = mismatch(on_day, example, facts)
        if why:
            self._fault("examples", row, "verdict", example.label, why, "改示例，或改条件和金额")
        if on_day.state != "in_force":
            return Outcome(row, example.label, "", "", why)
        judged = evaluate(on_day, values(example, facts), facts)
        due = amount(judged)
        return Outcome(row, example.label, judged.verdict, "" if due is None else str(due), why)

    def _needed(self, entry: Entry, outcomes: Sequence[Outcome]) -> None:
        is_open = any(one is None for one in entry.criteria)
        for verdict in NEEDED:
            if verdict not in {one.verdict for one in outcomes} and not (verdict == "met" and is_open):
                word = _NEEDED_WORDS[verdict]
                self._fault("examples", 0, "verdict", word, f"没有“{word}”的示例", f"补一个“{word}”的示例")

    # values

    def _since(self) -> str:
        return self.since.isoformat() if self.since else ""

    def _basis(self, article: str) -> dict[str, Any]:
        is_seen = self.fields.get("verified") == "yes"
        return {"document": self.fields.get("document", ""), "article": article or None, "verified": is_seen}

    def _day(self, part: str, row: int, field: str, text: str) -> datetime.date | None:
        try:
            return datetime.date.fromisoformat(text.strip())
        except ValueError:
            self._fault(part, row, field, text or "空", "不是一个日期", "写成 2024-09-30")
            return None

    def _value(self, part: str, row: int, field: str, text: str, kind: str) -> Any:
        if kind == "day":
            return self._day(part, row, field, text)
        if kind == "yes_no":
            if text.lower() not in _YES:
                self._fault(part, row, field, text, "不是“是”或“否”", "写 是 或 否")
            return _YES.get(text.lower())
        if kind in ("money", "integer", "decimal") and text != NOT_SET:
            try:
                number = Decimal(text.replace(",", "").strip())
            except InvalidOperation:
                number = Decimal("NaN")
            if number.is_finite():
                return number
            self._fault(part, row, field, text or "空", "不是一个数", "只写数字，例如 300000；没有依据写 not set")
            return None
        return text

    def _fault(self, part: str, row: int, field: str, what: str, why: str, write: str) -> None:
        where = f"第 {row + 1} 行" if part != "policy" else "表单"
        self.faults.append(Fault(part, row, field, BadInput(what=what, where=where, why=why, write=write)))

    def _model(self, model: type[Any], data: Mapping[str, Any], part: str, row: int) -> Any:
        try:
            return model.model_validate(data)
        except ValidationError as invalid:
            for error in invalid.errors():
                field = str(error["loc"][0]) if error["loc"] else "id"
                what = "空" if error["input"] in ("", None) else str(error["input"])[:60]
                why = "没有填写" if what == "空" else "不合要求：" + error["msg"].removeprefix("Value error, ")
                write = "英文小写字母开头，只用字母、数字和下划线" if field in ("id", "name") else "按说明填写"
                self._fault(part, row, {"from": "since", "to": "until"}.get(field, field), what, why, write)
            return None
