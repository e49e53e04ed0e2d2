"""A web page: the document's own block, without the portal's menus, headers, footers, links and buttons around it."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from beizeng.plan.formats import BREAK, plain, table_lines

_DROPPED = (
    "script, style, noscript, template, iframe, svg, nav, header, footer, aside, form, button, select, [hidden],"
    " [role=navigation], [role=banner], [role=contentinfo]"
)
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|foot(?:er)?|header|crumbs?|breadcrumb|share|sidebar|toolbar|copyright|related|recommend|search|qrcode"
    r"|pagination|pager|position|location)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    "address|article|blockquote|body|caption|center|dd|div|dl|dt|fieldset|figcaption|figure|h[1-6]|hr|li|main|ol|p|pre"
    "|section|table|tbody|td|th|thead|tr|ul"
)
#: So much of the page's words lies in the document's own block.
_MOST = 0.8
#: Deeper than any page that people write; what lies below is taken as words alone.
_DEEPEST = 150
#: No cell spans more rows or columns than this.
_WIDEST = 60


def text(content: bytes, name: str) -> str:
    """The words of a page's document, one block a line, tables one row a line."""
    tree = LexborHTMLParser(plain.text(content, name))
    body = tree.body
    if body is None:
        return ""
    for node in tree.css(_DROPPED):
        node.decompose()
    whole = _weight(body)
    for node in body.css("[class], [id]"):
        marks = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
        if node.tag != "body" and _AROUND.search(marks) and _weight(node) * 3 < whole:
            node.decompose()
    lines = list(_lines(_document(body)))
    title = _title(tree)
    if title and title not in "".join("".join(lines[:12]).split()):
        lines.insert(0, title)
    return "\n".join(lines)


def _weight(node: LexborNode) -> int:
    """How many characters outside links a node holds."""
    return len(_words(node.text())) - sum(len(_words(link.text())) for link in node.css("a"))


def _words(written: str) -> str:
    return "".join(written.split())


def _document(body: LexborNode) -> LexborNode:
    """The smallest node that holds most of the words."""
    node, whole = body, max(1, _weight(body))
    for _ in range(_DEEPEST):
        inner = next((c for c in node.iter() if c.tag not in ("tr", "td") and _weight(c) >= _MOST * whole), None)
        if inner is None or inner.tag in ("p", "table"):
            break
        node = inner
    return node


def _title(tree: LexborHTMLParser) -> str:
    """The document's title as the page's head says it; portals show it outside the document's block."""
    for meta in tree.css("meta"):
        if (meta.attributes.get("name") or "").lower() in ("articletitle", "title") and meta.attributes.get("content"):
            return _words(meta.attributes["content"] or "")
    heading = tree.css_first("h1")
    return _words(heading.text()) if heading else ""


def _lines(node: LexborNode) -> Iterator[str]:
    """The lines of a block: inline pieces run together, inner blocks and line breaks stand apart."""
    inline = ""
    for piece in _pieces(node, 0):
        if isinstance(piece, str):
            inline += piece
            continue
        yield from filter(None, (inline.strip(), *piece))
        inline = ""
    if inline.strip():
        yield inline.strip()


def _pieces(node: LexborNode, depth: int) -> Iterator[str | list[str]]:
    """Inline words; a list ends the line before it and holds lines of its own."""
    for child in node.iter(include_text=True):
        if child.is_text_node:
            yield re.sub(r"[ \t\r\n\xa0]+", " ", child.text_content or "")
        elif child.tag == "br":
            yield []
        elif child.tag == "table" and _is_table(child):
            yield table_lines(_rows(child))
        elif depth > _DEEPEST:
            yield child.text()
        elif _BLOCK.fullmatch(child.tag or ""):
            yield []
            yield from _pieces(child, depth + 1)
            yield []
        elif not child.is_comment_node:
            yield from _pieces(child, depth + 1)


def _is_table(node: LexborNode) -> bool:
    """Whether a table holds data; old portals lay out whole pages with tables."""
    rows = [sum(bool(_words(cell.text())) for cell in row.css("td, th")) for row in node.css("tr")]
    return not node.css("td table, th table") and sum(count > 1 for count in rows) > 1


def _rows(table: LexborNode) -> list[list[str]]:
    """Cells by row; a cell that spans rows or columns stands in each of them."""
    rows: list[list[str]] = []
    hanging: dict[int, tuple[str, int]] = {}
    for row in table.css("tr"):
        cells: list[str] = []
        waiting = row.css("td, th")[::-1]
        while waiting or len(cells) in hanging:
            if len(cells) in hanging:
                said, left = hanging.pop(len(cells))
                if left > 1:
                    hanging[len(cells)] = (said, left - 1)
                cells.append(said)
                continue
            cell = waiting.pop()
            said, down = BREAK.join(_lines(cell)), _span(cell, "rowspan")
            for _ in range(_span(cell, "colspan")):
                if down > 1:
                    hanging[len(cells)] = (said, down - 1)
                cells.append(said)
        rows.append(cells)
    return rows


def _span(cell: LexborNode, name: str) -> int:
    written = cell.attributes.get(name) or "1"
    return min(max(int(written), 1), _WIDEST) if written.isascii() and written.isdigit() else 1
