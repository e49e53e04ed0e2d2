"""The bench's policies as an OpenFisca country: a variable a fact, a criterion, a verdict and an amount."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench.judge_rules import FACTS, BenchPolicy, Said

PERIOD = "2024-09"
ENTITY = build_entity(key="firm", plural="firms", label="", is_person=True)
TYPES: dict[str, type] = {"money": int, "integer": int, "yes_no": bool, "day": int, "category": int}
DTYPES = {"money": np.int64, "integer": np.int64, "day": np.int64, "category": np.int64, "yes_no": np.bool_}


def simulation(values: Mapping[str, np.ndarray], wanted: list[BenchPolicy]) -> list[int]:  # type: ignore[type-arg]
    """Build, feed and ask: per policy how many met it; and, as of the others, every pair with its amount."""
    system = _system(wanted)
    asked = SimulationBuilder().build_default_simulation(system, count=len(next(iter(values.values()))))
    for name, column in values.items():
        # days as integers: OpenFisca's own dates are days from an epoch, too
        asked.set_input(name, PERIOD, column.view(np.int64) if column.dtype.kind == "M" else column)
    met: list[int] = []
    pairs = []
    for number in range(len(wanted)):
        rows = np.flatnonzero(asked.calculate(f"verdict_{number}", PERIOD))
        paid = asked.calculate(f"amount_{number}", PERIOD)[rows]
        pairs.append((rows, np.full(len(rows), number, dtype=np.uint16), paid))
        met.append(len(rows))
    for column in zip(*pairs, strict=True):
        np.concatenate(column)
    return met


def knowing(
    values: Mapping[str, np.ndarray],  # type: ignore[type-arg]
    known: Mapping[str, np.ndarray],  # type: ignore[type-arg]
    wanted: list[BenchPolicy],
) -> list[tuple[int, int]]:
    """Build, feed and ask for three values: per policy how many met it and of how many it is unknown.

    And every pair of either, with its amount, whether that is known, and the criteria left open.
    """
    system = _system(wanted)
    criteria = _know(system, wanted)
    asked = SimulationBuilder().build_default_simulation(system, count=len(next(iter(values.values()))))
    for name, column in values.items():
        asked.set_input(name, PERIOD, column.view(np.int64) if column.dtype.kind == "M" else column)
        asked.set_input(f"knows_{name}", PERIOD, known[name])
    found, pairs = [], []
    for number, policy in enumerate(wanted):
        may = asked.calculate(f"may_{number}", PERIOD)
        rows = np.flatnonzero(may)
        open_ = np.zeros(len(rows), dtype=np.uint32)
        for bit, one in enumerate(policy.criteria):
            is_known = asked.calculate(f"knows_{criteria[one]}", PERIOD)[rows]
            open_ |= (~is_known).astype(np.uint32) << bit
        fact = policy.amount.facts[0]
        worth = asked.calculate(f"worth_{number}", PERIOD)[rows]
        has_worth = asked.calculate(f"knows_{fact}", PERIOD)[rows]
        pairs.append((rows, np.full(len(rows), number, dtype=np.uint16), open_, worth, has_worth))
        met = int(np.count_nonzero(open_ == 0))
        found.append((met, len(rows) - met))
    for column in zip(*pairs, strict=True):
        np.concatenate(column)
    return found


def _know(system: TaxBenefitSystem, wanted: list[BenchPolicy]) -> dict[Said, str]:
    """Beside each fact and criterion a variable that says whether it is known; beside each verdict whether it may be.

    A ratio by nothing is unknown; every other criterion is known when its facts are.
    """
    for name in FACTS:
        _add(system, f"knows_{name}", bool, None)
    criteria = {one: f"criterion_{n}" for n, one in enumerate(dict.fromkeys(c for p in wanted for c in p.criteria))}
    for one, name in criteria.items():
        _add(system, f"knows_{name}", bool, _knows(one))
    for number, policy in enumerate(wanted):
        _add(system, f"may_{number}", bool, _none_fails([criteria[one] for one in policy.criteria]))
        _add(system, f"worth_{number}", int, _worth(policy.amount))
    return criteria


def _knows(said: Said) -> Callable[..., Any]:
    def formula(firm: Any, period: Any) -> Any:
        found = firm(f"knows_{said.facts[0]}", period)
        for name in said.facts[1:]:
            found = found & firm(f"knows_{name}", period)
        return found & (firm(said.facts[1], period) > 0) if len(said.facts) == 2 else found

    return formula


def _none_fails(names: list[str]) -> Callable[..., Any]:
    def formula(firm: Any, period: Any) -> Any:
        found = firm(names[0], period) | ~firm(f"knows_{names[0]}", period)
        for name in names[1:]:
            found = found & (firm(name, period) | ~firm(f"knows_{name}", period))
        return found

    return formula


def _system(wanted: list[BenchPolicy]) -> TaxBenefitSystem:
    system = TaxBenefitSystem([ENTITY])
    for name, fact in FACTS.items():
        _add(system, name, TYPES[fact.type], None)
    said = dict.fromkeys(one for policy in wanted for one in policy.criteria)
    criteria = {one: f"criterion_{n}" for n, one in enumerate(said)}
    for one, name in criteria.items():
        _add(system, name, bool, _formula(one))
    for number, policy in enumerate(wanted):
        names = [criteria[one] for one in policy.criteria]
        _add(system, f"verdict_{number}", bool, _all_of(names))
        _add(system, f"amount_{number}", int, _paid(f"verdict_{number}", policy.amount))
    return system


def _add(system: TaxBenefitSystem, name: str, kind: type, formula: Callable[..., Any] | None) -> None:
    body: dict[str, Any] = {"value_type": kind, "entity": ENTITY, "definition_period": DateUnit.MONTH, "label": name}
    if formula is not None:
        body["formula"] = formula
    system.add_variable(type(name, (Variable,), body))


def _compiled(said: Said) -> Callable[[Mapping[str, Any]], Any]:
    code = compile(said.numpy.replace("np.datetime64", "days"), "<criterion>", "eval")
    return lambda columns: eval(code, {"np": np, "days": _days}, dict(columns))


def _days(text: str) -> int:
    return int(np.datetime64(text).astype("datetime64[D]").astype(np.int64))


def _formula(said: Said) -> Callable[..., Any]:
    asked = _compiled(said)

    def formula(firm: Any, period: Any) -> Any:
        return asked({name: firm(name, period) for name in said.facts})

    return formula


def _wide(firm: Any, period: Any, said: Said) -> dict[str, Any]:
    """In 64 bits: its own whole numbers have 32, in which an amount overflows on the way."""
    return {name: firm(name, period).astype(np.int64) for name in said.facts}


def _worth(amount: Said) -> Callable[..., Any]:
    worth = _compiled(amount)
    return lambda firm, period: worth(_wide(firm, period, amount))


def _all_of(names: list[str]) -> Callable[..., Any]:
    def formula(firm: Any, period: Any) -> Any:
        found = firm(names[0], period)
        for name in names[1:]:
            found = found & firm(name, period)
        return found

    return formula


def _paid(verdict: str, amount: Said) -> Callable[..., Any]:
    worth = _compiled(amount)

    def formula(firm: Any, period: Any) -> Any:
        return firm(verdict, period) * worth(_wide(firm, period, amount))

    return formula
