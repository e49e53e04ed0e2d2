"""The style sheet: what Chromium 86 can read, colours that can be told apart, nothing from elsewhere."""

import re

import pytest

from tests.house.source import PACKAGE

CSS = (PACKAGE / "web" / "static" / "beizeng" / "beizeng.css").read_text(encoding="utf-8")
PLAIN = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)


def colours(selector: str) -> dict[str, str]:
    """The colour variables that a rule sets."""
    found = re.search(re.escape(selector) + r" \{(.*?)\}", PLAIN, flags=re.DOTALL)
    assert found, selector
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})\b", found[1]))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


LIGHT = colours(":root")
WALL = LIGHT | colours(".wall")
TEXTS = ("ink", "soft", "green", "amber", "red", "grey")


@pytest.mark.parametrize(("name", "palette"), [("page", LIGHT), ("wall", WALL)])
def test_text_is_legible_on_its_grounds(name, palette):
    for text in TEXTS:
        for ground in ("ground", "wash"):
            assert contrast(palette[text], palette[ground]) >= 4.5, (name, text, ground)
    assert contrast("#ffffff", palette["act"]) >= 4.5, name
    assert contrast(palette["amber"], palette["amber-wash"]) >= 4.5, name
    assert contrast(palette["edge"], palette["ground"]) >= 3, name


@pytest.mark.parametrize(
    "feature",
    [r":has\(", r":is\(", r":where\(", r"@container", r"@layer", r"\binset:", r"margin-inline:", r"padding-inline:",
     r"aspect-ratio", r"color-mix", r"accent-color", r"\bdvh\b", r"(?m)^\s*&", r"text-wrap", r"subgrid"],
)  # fmt: skip
def test_nothing_is_newer_than_the_browsers_of_offices(feature):
    assert not re.search(feature, PLAIN)


def test_no_rule_stands_inside_another():
    depth, at_rules = 0, []
    for at, sign in enumerate(PLAIN):
        if sign == "{":
            head = PLAIN[:at].rsplit("}", 1)[-1].rsplit("{", 1)[-1].rsplit(";", 1)[-1].strip()
            assert depth == 0 or at_rules[-1], f"nested: {head}"
            at_rules.append(head.startswith("@"))
            depth += 1
        elif sign == "}":
            depth -= 1
            at_rules.pop()
    assert depth == 0


def test_nothing_is_fetched_and_the_sheet_is_small():
    assert "url(" not in PLAIN
    assert "@import" not in PLAIN
    assert len(CSS.encode()) < 30_000


def test_every_colour_that_is_used_is_declared():
    used = set(re.findall(r"var\((--[\w-]+)\)", CSS))
    assert used <= set(re.findall(r"(--[\w-]+):", CSS))
