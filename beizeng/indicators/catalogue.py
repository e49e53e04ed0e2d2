"""What the packs define: each indicator with the target it measures, its project, and the units that answer for it."""

import datetime
import difflib
from dataclasses import dataclass

from beizeng.spec import Shelf, per_shelf
from beizeng.spec.errors import BadInput
from beizeng.spec.indicator import Households, Indicator, Indicators, Judging, Lights
from beizeng.spec.people import Units
from beizeng.spec.programme import Programme, Target

_Place = tuple[Target, int, str, tuple[str, ...]]
_Held = tuple[datetime.date | None, _Place]


@dataclass(frozen=True)
class Defined:
    """An indicator as it stands in the programme. ``project`` 0: it measures a goal.

    ``units``: the ids of the units that report it, the lead first; of a goal, the leading group's office.
    ``since``: from when the plan's version holds that sets this target, None: the first; ``earlier``: as those before
    it set it, the latest first.
    """

    definition: Indicator
    target: Target
    project: int
    project_name: str
    units: tuple[str, ...]
    judging: Judging
    since: datetime.date | None = None
    earlier: tuple["Defined", ...] = ()

    def on(self, day: datetime.date) -> "Defined":
        """As the version of the plan sets it that was in force on the day."""
        return next((one for one in (self, *self.earlier) if one.since is None or one.since <= day), self)

    @property
    def id(self) -> str:
        """Its id, also in addresses."""
        return self.definition.id

    @property
    def lights(self) -> Lights:
        """Its own light rule, or the house's."""
        return self.definition.lights or self.judging.lights

    def barred(self, on: datetime.date) -> Households | None:
        """Why a value of this day is shown and not scored; None: nothing bars it."""
        limit = self.judging.households
        return limit if self.definition.holds_households and on >= limit.since else None


@per_shelf
def catalogue(shelf: Shelf) -> dict[str, Defined]:
    """Id → indicator of the site's packs, goals first, then by project."""
    return read_catalogue(shelf)


def read_catalogue(shelf: Shelf) -> dict[str, Defined]:
    """Read the indicators of a shelf.

    Raises:
        BadInput: an indicator of a target or programme that there is not, an id that stands twice, no rule of lights.
    """
    office = _office(shelf)
    judging = shelf.all(Judging)
    found: dict[str, Defined] = {}
    for item in shelf.items_of(Indicators):
        assert isinstance(item.value, Indicators)
        if not judging:
            raise BadInput(what="lights", where=item.address, why="没有亮灯规则", write="写一个 indicator_judging 文件")
        places = _places(shelf, item.value.programme, office)
        for definition in item.value.indicators:
            if definition.target not in places:
                why = "方案里没有这个目标"
                raise BadInput(what=definition.target, where=item.address, why=why, write="写方案中目标的 id")
            if definition.id in found:
                raise BadInput(what=definition.id, where=item.address, why="与另一项指标同名", write="换一个 id")
            found[definition.id] = _defined(definition, places[definition.target], judging[-1])
    return dict(sorted(found.items(), key=lambda pair: (pair[1].project, pair[0])))


def defined(indicator_id: str) -> Defined:
    """The indicator of this id.

    Raises:
        BadInput: there is none; the nearest ids are named.
    """
    known = catalogue()
    if indicator_id not in known:
        project = [one for one in known if one.partition("-")[0] == indicator_id.partition("-")[0]]
        near = project[:3] or difflib.get_close_matches(indicator_id, known, n=3, cutoff=0.3)
        write = f"最接近的是 {'、'.join(near)}" if near else f"现有：{'、'.join(known)}"
        raise BadInput(what=indicator_id, where="指标编号", why="没有这项指标", write=write)
    return known[indicator_id]


def _defined(definition: Indicator, held: list[_Held], judging: Judging) -> Defined:
    """An indicator with its target as each version of the plan has it, the first one first."""
    one: Defined | None = None
    for since, place in held:
        earlier = (one, *one.earlier) if one else ()
        one = Defined(definition, *place, judging, since, earlier)
    assert one is not None
    return one


def _places(shelf: Shelf, programme_id: str, office: str) -> dict[str, list[_Held]]:
    """Target → where each version of the plan has it; from a version that drops it on, it has no figure."""
    by_day = {one.since: one for one in shelf.all(Programme) if one.id == programme_id}
    places: dict[str, list[_Held]] = {}
    for since in sorted(by_day, key=lambda day: day or datetime.date.min):
        now = _targets(by_day[since], office)
        for name, place in now.items():
            places.setdefault(name, []).append((since, place))
        for name in places.keys() - now.keys():
            target, project, of, units = places[name][-1][1]
            places[name].append((since, (_dropped(target, by_day[since]), project, of, units)))
    return places


def _dropped(target: Target, by: Programme) -> Target:
    said = f"{by.document_number or by.title}取消了这个目标"
    return target.model_copy(update={"target": None, "deadline": None, "comparator": "equal", "stated": said})


def _targets(programme: Programme, office: str) -> dict[str, _Place]:
    places: dict[str, _Place] = {goal.id: (goal, 0, "总目标", (office,)) for goal in programme.goals}
    for project in programme.projects:
        units = project.responsible.lead or project.responsible.joint
        places |= {one.id: (one, project.number, project.name, units) for one in project.indicators}
    return places


def _office(shelf: Shelf) -> str:
    """Of the nearest place that names one, as everywhere."""
    return next((file.leading_group_office for file in reversed(shelf.all(Units)) if file.leading_group_office), "")
