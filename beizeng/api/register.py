"""One entity of the register: every declared fact with its value, source and days, or why there is none."""

import datetime
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from ninja import Path, Router

from beizeng.api.access import ApiRequest, Day, Known, days_asked, reads
from beizeng.api.answers import Answer, Closed, Source, as_of, said
from beizeng.api.problems import Problem, not_found
from beizeng.base.people import queries as people
from beizeng.base.people.actor import Actor
from beizeng.register import queries
from beizeng.register.queries import KnownFact
from beizeng.register.vocabulary import vocabulary
from beizeng.register.wording import for_people, for_programs
from beizeng.spec.facts import Fact

router = Router(tags=["register 名录"])

Code = Annotated[
    str,
    Path(
        title="统一社会信用代码",
        description="The entity's 18-character code.",
        pattern="^[0-9A-Z]{18}$",
        examples=["91140929MA0KTEA130"],
    ),
]


class FactRow(Closed):
    """One fact."""

    name: str = said("事实", "Its name.", examples=["staff"])
    label: str = said("名称", "Its Chinese label.", examples=["从业人员"])
    type: str = said("类型", "text, category, integer, decimal, money (yuan as text), day, yes_no.")
    unit: str = said("单位", "Its unit.")
    value: bool | int | str | None = said("值", "Null unless `state` is `known`.")
    shown: str = said("显示", "The value as people write it.")
    state: Literal["known", "unknown", "not_shown"] = said(
        "状态", "known 已知; unknown: nobody has told it 未知; not_shown: personal, and not for this caller 不公开."
    )
    source: str = said("来源", "The unit that supplies it.")
    on: datetime.date | None = said("生效日", "Since when the value holds.")
    known: datetime.date | None = said("得知日", "Since when it is known.")


class EntityAnswer(Answer):
    """One entity."""

    code: str = said("统一社会信用代码", "The entity's code.")
    name: str = said("名称", "Its name; empty where unknown.")
    facts: list[FactRow] = said("事实", "Every fact that the packs declare.")


@reads(router, "/register/entities/{code}", "register.read", EntityAnswer, summary="One entity 一户经营主体")
def entity(request: ApiRequest, code: Code, day: Day = None, known: Known = None) -> EntityAnswer:
    """Everything that this caller may see of an entity, as it held on one day and was known by another."""
    on, by_then = days_asked(request, day, known)
    card = queries.card(code, viewer=request.auth)
    if card is None:
        raise no_entity(code)
    facts = queries.facts_shown(code, viewer=request.auth, on=on, known=by_then)
    name = facts.get("name")
    names = people.unit_names()
    return EntityAnswer(
        as_of=as_of(on, by_then),
        source=Source(room="register", words="各单位送来的数据批次，每个事实各有来源", digest=None),
        code=code,
        name=str(name.value) if name else "",
        facts=[_row(fact, facts.get(fact.name), code, request.auth, names) for fact in vocabulary().facts.values()],
    )


def no_entity(code: str) -> Problem:
    """404 for an entity that there is not, or that this caller may not see."""
    return not_found(code, "code", _("没有这户主体，或不在密钥的范围之内"), _("核对统一社会信用代码和密钥的范围"))


def _row(fact: Fact, said_of: KnownFact | None, code: str, viewer: Actor, names: dict[str, str]) -> FactRow:
    may_see = fact.privacy != "personal" or viewer.may("register.read_personal") or code in viewer.entity_codes
    state: Literal["known", "unknown", "not_shown"] = "unknown" if may_see else "not_shown"
    return FactRow(
        name=fact.name,
        label=fact.label,
        type=fact.type,
        unit="元" if fact.type == "money" else fact.unit,
        value=for_programs(fact, said_of.value) if said_of else None,
        shown=for_people(fact, said_of.value) if said_of else _("未知") if may_see else _("不公开"),
        state="known" if said_of else state,
        source=said_of.source if said_of else names.get(fact.source, fact.source),
        on=said_of.on if said_of else None,
        known=said_of.known if said_of else None,
    )
