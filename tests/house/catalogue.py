"""The English catalogue: which messages the package has, which of them it lacks, which it keeps for nothing.

``python -m tests.house.catalogue`` lists both; ``… write`` adds the missing ones without a translation and drops the
rest, so that only the English remains to be written.
"""

import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from tests.house.source import PACKAGE, modules, name

PO = PACKAGE / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po"
HEADER = """# English for the pages. The Chinese in the code is the message; see docs/adr, 0001.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
#: Function → which arguments are messages; ``c``: the context.
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip
#: The unit after a number, in a template: ``{{ 5|count:"户" }}``; the filter looks it up in singular and plural.
UNIT = re.compile(r"""\|count:["']([^"']+)["']""")

Key = tuple[str | None, str]


def used() -> Catalog:
    """Every message of the package, with where it stands."""
    found = Catalog(locale="en", fuzzy=False, charset="utf-8")
    for path in modules():
        _add(found, path, path.read_text(encoding="utf-8"))
    for path in sorted(PACKAGE.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        # what stands beside the messages is blanked out, not removed: it need not be indented like Python
        _add(found, path, "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines()))
        for unit in UNIT.findall(text):
            found.add((unit, unit), locations=[(name(path), 0)])
    return found


def _add(found: Catalog, path: Path, text: str) -> None:
    for line, function, messages, _comments in extract_python(io.BytesIO(text.encode()), KEYWORDS, [], {}):
        # an argument that is no literal comes as nothing: the number of a plural, or a message that is a variable
        texts = (messages,) if isinstance(messages, str) else tuple(one for one in messages or () if one)
        context = None
        if function and function.startswith("pgettext"):
            context, texts = texts[0], texts[1:]
        if texts:
            found.add(texts[0] if len(texts) == 1 else texts[:2], context=context, locations=[(name(path), line)])


def written() -> Catalog:
    """The catalogue as it is kept."""
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def keys(catalogue: Catalog) -> Iterator[Key]:
    """Context and message of every entry; of a plural the singular."""
    for message in catalogue:
        if message.id:
            yield message.context, message.id if isinstance(message.id, str) else message.id[0]


def is_translated(message: object) -> bool:
    """Whether every form of an entry has its English."""
    texts = message.string if isinstance(message.string, tuple) else (message.string,)  # type: ignore[attr-defined]
    return all(texts) and len(texts) == (2 if message.pluralizable else 1)  # type: ignore[attr-defined]


def missing() -> list[str]:
    """Messages without English, each with where it stands."""
    known = written()
    return [
        f"{message.locations[0][0]}: {message.id}"
        for message in used()
        if message.id
        and ((kept := known.get(message.id, message.context)) is None or not is_translated(kept) or kept.fuzzy)
    ]


def stale() -> list[str]:
    """Entries that no page and no module asks for."""
    return sorted(text for _context, text in set(keys(written())) - set(keys(used())))


def rewrite() -> None:
    """Keep what is used, add what is missing, without places and dates: so a diff shows words alone."""
    fresh, known = used(), written() if PO.exists() else Catalog(locale="en")
    for message in fresh:
        kept = known.get(message.id, message.context) if message.id else None
        if kept is not None and kept.pluralizable == message.pluralizable:
            message.string = kept.string
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, fresh, no_location=True, omit_header=True, sort_output=True, width=0)


def compiled() -> None:
    """The files that Django reads, made anew where a catalogue is younger; several may do so at once."""
    for source in PO.parents[2].glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            fresh = target.with_suffix(f".{os.getpid()}")
            with source.open("rb") as words, fresh.open("wb") as file:
                write_mo(file, read_po(words, locale=source.parts[-3]))
            fresh.replace(target)


def main() -> None:
    """List what is missing and what is stale; with ``write``, bring the file in line first."""
    if sys.argv[1:] == ["write"]:
        rewrite()
    for title, lines in (("missing", missing()), ("stale", stale())):
        sys.stdout.write(f"{title}: {len(lines)}\n" + "".join(f"  {line}\n" for line in lines))


if __name__ == "__main__":
    main()
