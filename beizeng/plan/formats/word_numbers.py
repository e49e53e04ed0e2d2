"""The numbers that Word puts before paragraphs by itself: they are nowhere in the text, and the outline needs them."""

import re
from collections import defaultdict
from typing import Any

from docx.oxml.ns import qn

from beizeng.plan.numerals import in_chinese

_CHINESE = ("chinese", "japanese", "taiwanese", "ideograph", "korean")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_LEVELS = 9


class Numbers:
    """Counts through one document from its beginning; ask for each paragraph once, in order."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, Any]] = {}
        self._lists: dict[str, str] = {}
        self._styles: dict[str, tuple[Any, str | None]] = {}
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0] * _LEVELS)
        root = next((part._element for part in _parts(document, "numbering")), None)
        if root is not None:
            for one in root.iterchildren(qn("w:abstractNum")):
                levels = one.iterchildren(qn("w:lvl"))
                self._levels[one.get(qn("w:abstractNumId"))] = {_int(lvl.get(qn("w:ilvl"))): lvl for lvl in levels}
            for one in root.iterchildren(qn("w:num")):
                self._lists[one.get(qn("w:numId"))] = _value(one, "w:abstractNumId") or ""
        for part in _parts(document, "styles"):
            for style in part._element.iterchildren(qn("w:style")):
                numbered = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
                self._styles[style.get(qn("w:styleId"))] = (numbered, _value(style, "w:basedOn"))

    def of(self, paragraph: Any) -> str:
        """The number of a paragraph as printed (一、, （二）, 3.); empty for none and for bullets."""
        numbered = self._numbered(paragraph)
        list_id = _value(numbered, "w:numId") if numbered is not None else None
        kind = self._lists.get(list_id or "")
        if kind is None or kind not in self._levels:
            return ""
        level = min(_int(_value(numbered, "w:ilvl")), _LEVELS - 1)
        counts = self._counts[kind]
        counts[level] += 1
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        return self._printed(self._levels[kind], level, counts)

    def _numbered(self, paragraph: Any) -> Any:
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        style = _value(paragraph.find(qn("w:pPr")), "w:pStyle") if own is None else None
        for _ in range(_LEVELS):
            if own is not None or style not in self._styles:
                break
            own, style = self._styles[style]
        return own

    def _printed(self, levels: dict[int, Any], level: int, counts: list[int]) -> str:
        own = levels.get(level)
        form = _value(own, "w:numFmt") if own is not None else None
        if own is None or form in ("bullet", "none", None):
            return ""

        def number(found: "re.Match[str]") -> str:
            at = int(found[1]) - 1
            one = levels.get(at, own)
            start = _int(_value(one, "w:start") or "1")
            return _written(start + max(counts[at], 1) - 1, _value(one, "w:numFmt") or "decimal")

        return re.sub(r"%([1-9])", number, _value(own, "w:lvlText") or "")


def _written(value: int, form: str) -> str:
    if form.startswith(_CHINESE):
        return in_chinese(value)
    if form.startswith("decimalEnclosedCircle") and 0 < value <= len(_CIRCLED):
        return _CIRCLED[value - 1]
    return str(value)


def _parts(document: Any, kind: str) -> list[Any]:
    relations = document.part.rels.values()
    return [one.target_part for one in relations if not one.is_external and one.reltype.endswith(f"/{kind}")]


def _value(node: Any, child: str) -> str | None:
    found = node.find(qn(child)) if node is not None else None
    return None if found is None else found.get(qn("w:val"))


def _int(written: str | None) -> int:
    return int(written) if written and written.isdigit() else 0
