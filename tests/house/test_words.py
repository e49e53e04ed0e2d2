"""House rule 19, 22: the glossary is one, the documents' paths and commands exist."""

import re

import yaml

from tests.house.source import PACKAGE, ROOT

ROOMS = {"spec", "base", "register", "rules", "cases", "indicators", "plan", "screening", "reports", "web", "packs"}


def glossary() -> list[dict[str, str]]:
    entries: list[dict[str, str]] = yaml.safe_load((ROOT / "GLOSSARY.yaml").read_text(encoding="utf-8"))
    return entries


def test_each_term_has_one_word_and_one_room() -> None:
    terms, words = [entry["term"] for entry in glossary()], [entry["word"] for entry in glossary()]
    assert len(set(terms)) == len(terms), sorted(term for term in terms if terms.count(term) > 1)
    assert len(set(words)) == len(words), sorted(word for word in words if words.count(word) > 1)
    for entry in glossary():
        assert set(entry) == {"term", "word", "room", "meaning"}, entry
        assert entry["room"].split("/")[0] in ROOMS, entry


def test_each_word_is_used_in_its_room() -> None:
    missing = []
    for entry in glossary():
        place = PACKAGE / entry["room"] if entry["room"] != "packs" else ROOT / "packs"
        assert place.is_dir(), entry
        pattern = re.compile(re.escape(entry["word"]).replace("_", "[_ -]?"), re.IGNORECASE)
        files = [path for path in place.rglob("*") if path.suffix in {".py", ".yaml", ".html"}]
        if not any(pattern.search(path.read_text(encoding="utf-8") + path.name) for path in files):
            missing.append(entry["word"])
    assert not missing, f"rule 19: in the glossary, not in the room: {missing}"


def test_paths_in_documents_exist() -> None:
    missing = []
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    for document in documents:
        text = document.read_text(encoding="utf-8")
        for path in re.findall(r"`((?:beizeng|packs|tests|docs|deploy|bench)/[^`\s<…*{]*)`", text):
            if not (ROOT / path.rstrip("/")).exists():
                missing.append(f"{document.relative_to(ROOT)}: {path}")
        for link in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text):
            if not (document.parent / link).exists():
                missing.append(f"{document.relative_to(ROOT)}: {link}")
    assert not missing, f"rule 22: {missing}"


def test_decisions_are_short_and_numbered() -> None:
    for path in sorted((ROOT / "docs" / "adr").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        assert re.match(r"\d{4}-[a-z0-9-]+\.md$", path.name), path.name
        assert text.startswith(f"# {path.name[:4]} "), path.name
        assert len(text.splitlines()) <= 45, path.name
        for heading in ("## Context", "## Decision", "## Consequences"):
            assert heading in text, (path.name, heading)


def test_tree_holds_no_machine_path() -> None:
    pattern = re.compile(r"(?<![a-z.])/(work|root|farm|home)/[a-z]")
    suffixes = {".py", ".md", ".yaml", ".toml", ".html", ".css", ".js", ""}
    places = ["beizeng", "packs", "docs", "tests", "deploy", "bench"]
    files = [path for place in places for path in (ROOT / place).rglob("*") if path.is_file()]
    found = [
        path.relative_to(ROOT).as_posix()
        for path in [*files, *ROOT.glob("*.md"), ROOT / "Makefile"]
        if path.suffix in suffixes and "__pycache__" not in path.parts and path.name != "test_words.py"
        if pattern.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert not found
