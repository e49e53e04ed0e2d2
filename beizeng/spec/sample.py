"""The sample county: the figures, words and trades from which invented entities are made. Nothing in it is real."""

import datetime
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field, model_validator

from beizeng.spec.values import PackFile, Spec

EntityKind = Literal["enterprise", "household", "cooperative", "branch"]
#: Which entities a ladder may take: industrial firms, firms of the other size-classed trades, and so on.
Pool = Literal["industry", "business", "technology", "agriculture", "cooperative", "farm"]
FeedKind = Literal["registration", "statistics", "tax", "social_insurance", "science", "agriculture", "credit", "loans"]
LadderName = Literal[
    "above_industry",
    "above_business",
    "to_enter",
    "high_tech",
    "private_tech",
    "tech_sme",
    "rank_province",
    "rank_city",
    "rank_county",
    "model_cooperative",
    "standard_cooperative",
    "model_farm",
]
Month = Annotated[int, Field(ge=1, le=12)]
Share = Annotated[float, Field(ge=0, le=1)]
Numbers = dict[EntityKind, int]

MONTHS = 12


class Township(Spec):
    """A township of the county and its weight among addresses. ``rural`` chooses village or street words."""

    code: str = Field(pattern=r"^\d{9}$")
    name: str
    weight: int = Field(gt=0)
    rural: bool = True


class Changes(Spec):
    """How many entities change one thing in a year."""

    name: int = Field(ge=0)
    address: int = Field(ge=0)
    capital: int = Field(ge=0)
    representative: int = Field(ge=0)


class SampleYear(Spec):
    """What happens in one year: entities, by kind, that begin and end in each way."""

    births: Numbers
    cancelled: Numbers
    revoked: Numbers
    moved_out: Numbers
    converted: int = Field(ge=0, description="households that become an enterprise (个转企)")
    suspended: int = Field(ge=0, description="entities that go into 歇业; it exists since 2022-03-01")
    listed_abnormal: int = Field(ge=0, description="entities that miss the annual report and are listed in July")
    changes: Changes


class Ladder(Spec):
    """A title that entities hold: how many held it in the stock, and how many join and leave in each year."""

    pool: Pool
    stock: int = Field(ge=0)
    joined: dict[int, int]
    left: dict[int, int] = Field(default_factory=dict)
    months: tuple[Month, ...] = Field(min_length=1, description="months on whose first day entities join, in turn")
    leave_month: Month = 6


class Cadence(Spec):
    """When a feed is made: after which months, and how many days later it is known."""

    months: tuple[Month, ...] = Field(min_length=1)
    known_after_days: int = Field(ge=0)


class SampleFigures(PackFile):
    """The invented figures of the sample county. The same file and program give the same feeds, byte for byte."""

    kind: Literal["sample_county"]
    folders: ClassVar[tuple[str, ...]] = ("register",)
    note: str = Field(description="what is invented and what the plan says")
    seed: int
    place: str = Field(description="the county's name, as names and addresses begin")
    province: str = Field(description="the province's short name, as the names of firms from elsewhere in it begin")
    division: str = Field(pattern=r"^\d{6}$")
    code_series: str = Field(pattern=r"^[0-9A-HJ-NPQRTUWXY]{3}$", description="first signs of every organisation code")
    stock_on: datetime.date
    stock_known_on: datetime.date
    until: datetime.date
    stock: Numbers
    stock_revoked: Numbers
    years: dict[int, SampleYear]
    birth_months: tuple[int, ...] = Field(min_length=MONTHS, max_length=MONTHS, description="weights, January first")
    death_months: tuple[int, ...] = Field(min_length=MONTHS, max_length=MONTHS, description="weights, January first")
    closed_days: tuple[str, ...] = Field(description="MM-DD on which no office registers anything")
    suspension_from: datetime.date
    townships: tuple[Township, ...]
    ladders: dict[LadderName, Ladder] = Field(description="climbed in the order in which they are written")
    qualified_outside: int = Field(ge=0, description="industrial firms of the size that are not in the library")
    cadences: dict[FeedKind, Cadence]
    missing: dict[str, dict[EntityKind, Share]] = Field(description="fact → kind → share of entities never told")

    @model_validator(mode="after")
    def _years_follow(self) -> "SampleFigures":
        wanted = list(range(self.stock_on.year + 1, self.until.year + 1))
        if list(self.years) != wanted:
            raise ValueError(f"'years' are {list(self.years)}; write {wanted}, each once and in order")
        return self

    @model_validator(mode="after")
    def _every_feed(self) -> "SampleFigures":
        absent = [kind for kind in get_args(FeedKind) if kind not in self.cadences]
        if absent:
            raise ValueError(f"'cadences' lacks {', '.join(absent)}; write when each feed is made")
        return self


class SampleWords(PackFile):
    """Words of which invented names and addresses are made."""

    kind: Literal["sample_words"]
    folders: ClassVar[tuple[str, ...]] = ("register",)
    mark: str = Field(description="what every address ends with, so that nobody takes it for a real one")
    brand_first: tuple[str, ...]
    brand_second: tuple[str, ...]
    surnames: tuple[str, ...]
    shop_marks: tuple[str, ...] = Field(description="what follows or, with '老', precedes a surname in a shop's name")
    streets: tuple[str, ...]
    villages: tuple[str, ...]
    regions: dict[str, int] = Field(description="how an enterprise's name begins → weight")
    forms: dict[str, int] = Field(description="an enterprise's legal form → weight")

    @model_validator(mode="after")
    def _once(self) -> "SampleWords":
        for key in ("brand_first", "brand_second", "surnames", "streets", "villages"):
            words = getattr(self, key)
            twice = sorted({word for word in words if words.count(word) > 1})
            if twice:
                raise ValueError(f"'{key}' has {'、'.join(twice)} twice; write each word once")
        return self


class Trade(Spec):
    """One trade: its class in GB/T 4754-2017, the words of its names, and its weight among each kind."""

    industry: str = Field(pattern=r"^\d{4}$")
    scope: str
    shops: tuple[str, ...] = Field(default=(), description="ends of a household's name")
    firms: tuple[str, ...] = Field(default=(), description="the trade in the name of an enterprise or cooperative")
    household: int = Field(default=0, ge=0)
    enterprise: int = Field(default=0, ge=0)
    cooperative: int = Field(default=0, ge=0)
    rise: int = Field(default=100, gt=0, description="weight among births, per cent of that in the stock")
    pools: tuple[Pool, ...] = ()
    floor_yuan: int = Field(default=0, ge=0, description="yearly revenue from which a firm is above size")

    @model_validator(mode="after")
    def _named(self) -> "Trade":
        if self.household and not self.shops:
            raise ValueError("households of this trade have no name; write 'shops'")
        if (self.enterprise or self.cooperative) and not self.firms:
            raise ValueError("enterprises of this trade have no name; write 'firms'")
        return self

    def weight(self, kind: EntityKind) -> int:
        """The weight of this trade in the stock of a kind; a branch follows the enterprises."""
        return {"household": self.household, "cooperative": self.cooperative}.get(kind, self.enterprise)


class SampleTrades(PackFile):
    """The trades of the sample county."""

    kind: Literal["sample_trades"]
    folders: ClassVar[tuple[str, ...]] = ("register",)
    trades: tuple[Trade, ...]
