"""What the packs say to this room: the kinds of report, the names on them, the first template."""

from beizeng.spec import Shelf, per_shelf
from beizeng.spec.errors import BadInput
from beizeng.spec.report import ReportKind, ReportNames


@per_shelf
def _shelf(shelf: Shelf) -> Shelf:
    return shelf


def kind_of(kind_id: str) -> ReportKind:
    """The kind of report with this id; a later place overrides an earlier one.

    Raises:
        BadInput: there is none.
    """
    found = {kind.id: kind for kind in _shelf().all(ReportKind)}
    if kind_id not in found:
        raise BadInput(what=kind_id, where="简报种类", why="没有这一种", write=f"现有：{'、'.join(found)}")
    return found[kind_id]


def names_of(kind_id: str) -> ReportNames:
    """Who sends this kind of report to whom.

    Raises:
        BadInput: no place says so.
    """
    found = [names for names in _shelf().all(ReportNames) if names.report == kind_id]
    if not found:
        raise BadInput(what=kind_id, where="数据包", why="没有写明主送和署名", write="写一个 report_names 文件")
    return found[-1]


def first_template(kind: ReportKind) -> bytes:
    """The template that the packs bring.

    Raises:
        BadInput: it does not lie beside the file that names it.
    """
    for item in reversed(_shelf().items_of(ReportKind)):
        path = item.path.parent / kind.template
        if item.value == kind and path.exists():
            return path.read_bytes()
    raise BadInput(what=kind.template, where="数据包", why="没有这个模板文件", write="把模板放在写明它的文件旁边")
