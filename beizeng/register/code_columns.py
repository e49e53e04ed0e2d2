"""Columns of codes checked at once: the same answer for each as ``codes.doubt_of(code) is None``. Pure."""

import numpy as np
import polars as pl

from beizeng.register import codes

#: Counts as wrong whatever the sums say.
_WRONG = 1 << 14


def _worth(values: dict[str, int], weight: int) -> np.ndarray:
    """By byte: what a character at a place adds to a sum; one that may not stand there makes the sum wrong."""
    by_byte = np.full(256, _WRONG, dtype=np.int32)
    for character, value in values.items():
        by_byte[ord(character)] = value * weight
    return by_byte


_USUAL = {character: value for value, character in enumerate(codes.CHARSET)}
_DIGIT = {character: int(character) for character in "0123456789"}
_BODY = {character: int(character, 36) for character in codes.CHARSET}
_LAST = {**_DIGIT, "X": 10}
#: Place → the worth of its character in the sum of GB 32100; the division takes digits alone.
_WHOLE = [
    _worth({character: _USUAL[character] for character in _DIGIT} if 2 <= place < 8 else _USUAL, weight)
    for place, weight in enumerate((*codes.WEIGHTS, 1))
]
#: Place → the worth of its character in the sum of GB 11714.
_ORGANISATION = {
    8 + place: _worth(_BODY if place < 8 else _LAST, weight)
    for place, weight in enumerate((*codes.ORGANISATION_WEIGHTS, 1))
}


def clean_codes(code: pl.Expr) -> pl.Expr:
    """Whether codes are beyond doubt: both check characters, characters, length. Never NULL."""
    return code.map_batches(_are_clean, return_dtype=pl.Boolean())


def _are_clean(written: pl.Series) -> pl.Series:
    has_length = ((written.str.len_bytes() == codes.LENGTH) & (written.str.len_chars() == codes.LENGTH)).fill_null(
        value=False
    )
    is_clean = has_length.to_numpy().copy()
    is_clean[is_clean] = _hold(written.filter(has_length))
    return pl.Series(written.name, is_clean)


def _hold(written: pl.Series) -> np.ndarray:
    """Of texts of 18 ASCII characters, whether both sums come out."""
    text = written.str.join("").item().encode("ascii")
    places = np.frombuffer(text, dtype=np.uint8).reshape(-1, codes.LENGTH).T
    whole = np.zeros(len(written), dtype=np.int32)
    organisation = np.zeros(len(written), dtype=np.int32)
    for place, worth in enumerate(_WHOLE):
        whole += worth[places[place]]
        if place in _ORGANISATION:
            organisation += _ORGANISATION[place][places[place]]
    holds: np.ndarray = (whole < _WRONG) & (whole % 31 == 0) & (organisation < _WRONG) & (organisation % 11 == 0)
    return holds
