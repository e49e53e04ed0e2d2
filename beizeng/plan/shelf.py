"""What the packs say to this room: programmes, units, the leading group's office."""

import datetime

from beizeng.base.ledger.actions import Refused
from beizeng.plan.lineage import Recorded
from beizeng.spec import Shelf, load_shelf, per_shelf
from beizeng.spec.case_kind import CaseKind
from beizeng.spec.people import Unit, Units
from beizeng.spec.places import Place
from beizeng.spec.programme import Measures, Programme


def programme_on(shelf: Shelf, programme_id: str | None = None) -> Recorded:
    """A programme with the files of its measures in its latest version; without an id the only one.

    Raises:
        Refused: there is none, or several and none chosen.
    """
    known = dict.fromkeys(one.id for one in shelf.all(Programme))
    found = [one for one in known if programme_id in (None, one)]
    if len(found) != 1:
        raise Refused(
            "数据包中没有这个方案" if not found else "数据包中有几个方案，请写明编号",
            what_now=f"现有：{'、'.join(known) or '无'}",
        )
    return versions_of(shelf, found[0])[-1]


def versions_of(shelf: Shelf, programme_id: str) -> list[Recorded]:
    """Every version of a programme, the first one first; of two from one day the nearer place's."""
    by_day = {one.since: one for one in shelf.all(Programme) if one.id == programme_id}
    measures = [file for file in shelf.all(Measures) if file.programme == programme_id]
    return [
        (by_day[since], tuple(file for file in measures if file.since == since))
        for since in sorted(by_day, key=lambda day: day or datetime.date.min)
    ]


def measure_kind(shelf: Shelf) -> str:
    """The id of the kind of case under which a measure runs: the nearest place's, once for each measure.

    Raises:
        Refused: no place has such a kind.
    """
    kinds = _measure_kinds(shelf)
    if not kinds:
        raise Refused(
            "数据包中没有举措的事项种类，举措无法交办",
            what_now="在 packs/<地方>/cases/ 写一个 subject: measure、once_per_subject: yes 的 case_kind",
        )
    return kinds[-1]


def has_measure_kind(shelf: Shelf) -> bool:
    """Whether a place of the site has a kind of case for measures."""
    return bool(_measure_kinds(shelf))


def _measure_kinds(shelf: Shelf) -> list[str]:
    return [kind.id for kind in shelf.all(CaseKind) if kind.subject == "measure" and kind.once_per_subject]


def has_office(shelf: Shelf) -> bool:
    """Whether a place of the site says which unit holds the leading group's office."""
    return any(file.leading_group_office for file in shelf.all(Units))


def office_of(shelf: Shelf) -> str:
    """The id of the unit that holds the leading group's office.

    Raises:
        Refused: no place names one.
    """
    named = [file.leading_group_office for file in shelf.all(Units) if file.leading_group_office]
    if not named:
        raise Refused("单位名录没有写明领导小组办公室设在哪个单位", what_now="在 units.yaml 中写 leading_group_office")
    return named[-1]


def register_for(text: str, shelf: Shelf) -> tuple[Unit, ...]:
    """The units that a document's names are of: the site's register where it names the site's place, else none.

    县发展改革局 is another county's too; in another place's document names stay as they are written.
    """
    places = shelf.all(Place)
    stem = places[-1].name.split("（")[0].rstrip("省市县区") if places else ""
    return tuple(unit for file in shelf.all(Units) for unit in file.units) if stem and stem in text else ()


def recorded(programme_id: str) -> Recorded:
    """The programme of this id on the site's shelf."""
    return programme_on(load_shelf(), programme_id)


@per_shelf
def units(shelf: Shelf) -> tuple[Unit, ...]:
    """The units of the site's place and of those around it."""
    return tuple(unit for file in shelf.all(Units) for unit in file.units)
