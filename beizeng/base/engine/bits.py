"""Bits of criteria: a line a criterion, a bit an entity, lowest bit first; a criterion has two, ``true`` and ``open``.

A million entities by a hundred criteria are 25 MB; counting, combining and finding are a few passes over them. ``open``
is *unknown*; a bit that is neither is *no*. Bits beyond the last entity are 0.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beizeng.base.engine.frames import Frame

Line = NDArray[np.uint8]


@dataclass(frozen=True)
class Bits:
    """The bits of ``rows`` entities. ``true`` and ``open`` have a line for each criterion, bytes as columns."""

    rows: int
    true: Line
    open: Line

    @property
    def everybody(self) -> Line:
        """A line of ones."""
        line = np.full(width(self.rows), 0xFF, dtype=np.uint8)
        line[-(-self.rows // 8) :] = 0
        if self.rows % 8:
            line[self.rows // 8] = (1 << self.rows % 8) - 1
        return line

    def pairs(self, start: int, size: int) -> Line:
        """A line an entity for the rows from ``start``: for each criterion two bits, true and known, in this order."""
        stop = min(start + size, self.rows)
        first, last = start // 8, -(-stop // 8)
        both = np.empty((stop - start, 2 * len(self.true)), dtype=np.uint8)
        for place, lines in enumerate((self.true, self.open)):
            spread = np.unpackbits(lines[:, first:last], axis=1, bitorder="little")
            both[:, place::2] = spread[:, start - 8 * first : stop - 8 * first].T
        both[:, 1::2] ^= 1
        return np.packbits(both, axis=1, bitorder="little")


def width(rows: int) -> int:
    """How many bytes a line of so many bits takes: whole words, so that lines are read by the word."""
    return -(-rows // 64) * 8


def pack(truths: Frame, rows: int) -> Bits:
    """The Boolean columns of a frame as bits."""
    true = np.zeros((truths.width, width(rows)), dtype=np.uint8)
    open_ = np.zeros_like(true)
    for place, series in enumerate(truths.rechunk().iter_columns()):
        _put(series, true[place], open_[place])
    return Bits(rows, true, open_)


def _put(series: pl.Series, true: Line, open_: Line) -> None:
    held = series.to_arrow()
    known, values = (
        None if buffer is None else _line(np.frombuffer(buffer, dtype=np.uint8), held.offset, len(held))
        for buffer in held.buffers()
    )
    assert values is not None
    size = len(values)
    true[:size] = values
    if known is not None:
        true[:size] &= known
        np.invert(known, out=open_[:size])
    if len(held) % 8:
        last = np.uint8((1 << len(held) % 8) - 1)
        true[size - 1] &= last
        open_[size - 1] &= last


def _line(held: Line, offset: int, rows: int) -> Line:
    if offset % 8:
        held = np.packbits(np.unpackbits(held, bitorder="little")[offset:], bitorder="little")
        offset = 0
    return held[offset // 8 : offset // 8 + -(-rows // 8)]


def count(line: Line) -> int:
    """How many bits are set."""
    return int(np.bitwise_count(line.view(np.uint64)).sum())


def places(line: Line) -> NDArray[np.uint32]:
    """The rows whose bit is set, rising."""
    some = np.flatnonzero(line)
    at = np.flatnonzero(np.unpackbits(line[some], bitorder="little").view(np.bool_))
    rows: NDArray[np.uint32] = ((some[at >> 3] << 3) + (at & 7)).astype(np.uint32)
    return rows


def picked(line: Line, rows: NDArray[np.uint32]) -> Line:
    """The bit of each of these rows, 0 or 1."""
    found: Line = (line[rows >> 3] >> (rows & 7).astype(np.uint8)) & np.uint8(1)
    return found
