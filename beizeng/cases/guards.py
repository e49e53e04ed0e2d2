"""What must hold for an action: expressions over the register's facts and what the forms of the case say."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from beizeng.base.engine.expressions import Expression, Vocabulary, read_condition
from beizeng.base.engine.kinds import held
from beizeng.register import queries as register
from beizeng.rules.book import vocabulary_of
from beizeng.spec import Shelf, per_shelf
from beizeng.spec.case_form import FormField, Guard
from beizeng.spec.case_kind import Action, CaseKind
from beizeng.spec.facts import Fact, FactType

#: Facts of an entity by its code: name → value as the engine holds it.
Facts = Callable[[str], Mapping[str, Any]]
_TYPES: dict[str, FactType] = {
    "text": "text",
    "entity": "text",
    "integer": "integer",
    "decimal": "decimal",
    "day": "day",
    "choice": "category",
    "yes_no": "yes_no",
}


@dataclass(frozen=True)
class Unmet:
    """A guard that doesn't hold: because a value says so, or because these values (by label) are not known."""

    guard: Guard
    missing: tuple[str, ...]

    @property
    def reason(self) -> str:
        """Why, in words."""
        return f"{self.guard.because}（还不知道：{'、'.join(self.missing)}）" if self.missing else self.guard.because


def unmet(
    kind: CaseKind,
    guards: Sequence[Guard],
    *,
    subject: str,
    values: Mapping[str, Any],
    on: datetime.date,
    facts: Facts | None = None,
) -> Iterator[Unmet]:
    """The guards that keep an action back, in the order in which they are written.

    Args:
        values: what the forms of the case say, as plain JSON values.
        facts: where the facts of an entity come from; the register as it stands on the day.
    """
    look = facts or (lambda code: facts_on(code, on))
    typed = _typed(kind, values)
    for guard in guards:
        expression = read(kind, guard, on)
        code = str(values.get(guard.about, "")) if guard.about else _code_of(subject)
        asks_register = any(name not in _fields(kind) for name in expression.facts)
        known = {**(look(code) if asks_register and code else {}), **typed}
        holds = expression.evaluate(known)
        if holds is None and guard.unknown == "refuse":
            yield Unmet(guard, tuple(_label(kind, name) for name in expression.facts if known.get(name) is None))
        elif holds is False:
            yield Unmet(guard, ())


def held_back(
    kind: CaseKind, action: Action, *, subject: str, values: Mapping[str, Any], on: datetime.date
) -> str | None:
    """Why the action can't be done whatever its own form will say, in words; None: nothing known keeps it back."""
    own = {field.name for field in action.fields}
    outside = [guard for guard in action.guards if not own & set(read(kind, guard, on).facts)]
    found = next(unmet(kind, outside, subject=subject, values=values, on=on), None)
    return found.reason if found is not None else None


def facts_on(code: str, on: datetime.date) -> dict[str, Any]:
    """What the register holds of an entity on a day."""
    facts = _vocabulary().facts
    return {name: held(one.value, facts[name]) for name, one in register.facts_of(code, on=on, known=on).items()}


def read(kind: CaseKind, guard: Guard, on: datetime.date) -> Expression:
    """The guard's expression, in the words of the register and of the kind's own fields.

    Raises:
        BadInput: it can't be read, with what to write.
    """
    base = _vocabulary()
    own = {name: _as_fact(field) for name, field in _fields(kind).items()}
    return read_condition(guard.expression, Vocabulary({**base.facts, **own}, base.parameters), on=on)


@per_shelf
def _vocabulary(shelf: Shelf) -> Vocabulary:
    return vocabulary_of(shelf)


def _fields(kind: CaseKind) -> dict[str, FormField]:
    return {field.name: field for field in kind.all_fields() if field.type in _TYPES}


def _as_fact(field: FormField) -> Fact:
    return Fact(name=field.name, label=field.label, type=_TYPES[field.type], values=field.values, source="case")


def _label(kind: CaseKind, name: str) -> str:
    own = _fields(kind).get(name)
    return own.label if own else _vocabulary().facts[name].label


def _typed(kind: CaseKind, values: Mapping[str, Any]) -> dict[str, Any]:
    """The case's values as the engine holds them."""
    typed: dict[str, Any] = {}
    for name, field in _fields(kind).items():
        value = values.get(name)
        if value is not None and field.type == "day":
            value = datetime.date.fromisoformat(value)
        elif value is not None and field.type == "decimal":
            value = held(Decimal(value), _as_fact(field))
        typed[name] = value
    return typed


def _code_of(subject: str) -> str:
    sort, _colon, code = subject.partition(":")
    return code if sort == "entity" else ""
