"""Random expressions, each in our words and in DuckDB's: the oracle reads the second, never our tree."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st


@dataclass(frozen=True)
class Pair:
    """One expression, written twice."""

    ours: str
    duck: str

    def __str__(self) -> str:
        return self.ours


def same(text: str) -> Pair:
    return Pair(text, text)


def joined(form: str, *parts: Pair, duck: str | None = None) -> Pair:
    return Pair(form.format(*(part.ours for part in parts)), (duck or form).format(*(part.duck for part in parts)))


OPERATORS = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
TURNED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
SMALL = st.integers(-3, 12).map(lambda n: same(f"({n})"))
EXACT = st.decimals("-2", "3", places=2).map(lambda d: same(f"({d})"))
YUAN = st.decimals("-20", "200", places=2).map(lambda d: same(f"({d})"))


def _strict(which: str) -> Callable[[tuple[Pair, Pair]], Pair]:
    duck = f"(CASE WHEN ({{0}}) IS NULL OR ({{1}}) IS NULL THEN NULL ELSE {which}({{0}}, {{1}}) END)"
    return lambda parts: joined(f"{which}({{0}}, {{1}})", *parts, duck=duck)


def _grown(leaf: st.SearchStrategy[Pair], factor: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    """A leaf; two added, one times a factor, the least or greatest of two."""
    two = st.tuples(leaf, leaf)
    return st.one_of(
        leaf,
        two.map(lambda parts: joined("({0} + {1})", *parts)),
        two.map(lambda parts: joined("({0} - {1})", *parts)),
        st.tuples(leaf, factor).map(lambda parts: joined("({0} * {1})", *parts)),
        two.map(_strict("least")),
        two.map(_strict("greatest")),
        leaf.map(lambda part: joined("(-{0})", part)),
    )


PLAIN = _grown(st.sampled_from([same("staff"), same("hires"), same("year(begun_on)")]) | SMALL, EXACT)
MONEY = _grown(st.sampled_from([same("revenue"), same("assets")]) | YUAN, EXACT)


def _compared(side: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    return st.tuples(side, OPERATORS, side).map(lambda t: joined(f"({{0}} {t[1]} {{1}})", t[0], t[2]))


def _ratio(parts: tuple[Pair, str, Pair, Pair]) -> Pair:
    above, operator, below, limit = parts
    duck = (
        f"(CASE WHEN {{1}} > 0 THEN {{0}} {operator} {{2}} * {{1}} "
        f"WHEN {{1}} < 0 THEN {{0}} {TURNED[operator]} {{2}} * {{1}} END)"
    )
    return joined(f"(ratio({{0}}, {{1}}) {operator} {{2}})", above, below, limit, duck=duck)


RATIO = st.one_of(
    st.tuples(st.sampled_from(["staff", "hires"]), OPERATORS, st.sampled_from(["staff", "hires"]), EXACT),
    st.tuples(st.sampled_from(["revenue", "assets"]), OPERATORS, st.sampled_from(["revenue", "assets"]), EXACT),
).map(lambda t: _ratio((same(t[0]), t[1], same(t[2]), t[3])))

WORDS = st.lists(st.sampled_from(["'firm'", "'shop'"]), min_size=1, max_size=2, unique=True).map(", ".join)
ATOM = st.one_of(
    _compared(PLAIN),
    _compared(MONEY),
    RATIO,
    st.tuples(PLAIN, SMALL, SMALL).map(lambda t: joined("({0} BETWEEN {1} AND {2})", *t)),
    WORDS.map(lambda words: same(f"(kind IN ({words}))")),
    WORDS.map(lambda words: same(f"(kind NOT IN ({words}))")),
    st.lists(SMALL, min_size=1, max_size=3).map(lambda items: same(f"(staff IN ({', '.join(map(str, items))}))")),
    st.sampled_from(["C13", "B", ""]).map(lambda prefix: same(f"starts_with(trade, '{prefix}')")),
    st.tuples(OPERATORS, st.sampled_from(["B", "C13", "E"])).map(lambda t: same(f"(trade {t[0]} '{t[1]}')")),
    OPERATORS.map(lambda operator: same(f"(begun_on {operator} DATE '2022-06-30')")),
    st.sampled_from([same("is_new"), same("is_bad"), same("(is_new = is_bad)")]),
    st.integers(0, 900).map(lambda n: Pair(f"(days_since(begun_on) > {n})", f"((DATE '2024-09-30' - begun_on) > {n})")),
)


def _nested(inner: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    return st.one_of(
        st.tuples(inner, inner).map(lambda parts: joined("({0} AND {1})", *parts)),
        st.tuples(inner, inner).map(lambda parts: joined("({0} OR {1})", *parts)),
        inner.map(lambda part: joined("(NOT {0})", part)),
    )


CONDITION = st.recursive(ATOM, _nested, max_leaves=8).map(lambda pair: joined("({0} OR staff > 10000)", pair))


def _tier(parts: tuple[Pair, Pair]) -> Pair:
    # in our language a CASE is unknown as soon as a fact in it is: the oracle has to be told
    facts = "staff, revenue, assets, hires, begun_on"
    missing = " OR ".join(f"{name} IS NULL" for name in facts.split(", "))
    ours = (
        f"CASE WHEN staff > 5 AND hires > -100 AND year(begun_on) > 0 THEN {parts[0].ours} + 0 * assets "
        f"ELSE {parts[1].ours} + 0 * revenue END"
    )
    duck = (
        f"CASE WHEN {missing} THEN NULL WHEN staff > 5 AND hires > -100 THEN {parts[0].duck} ELSE {parts[1].duck} END"
    )
    return Pair(ours, duck)


AMOUNT = st.one_of(MONEY, st.tuples(MONEY, MONEY).map(_tier))
