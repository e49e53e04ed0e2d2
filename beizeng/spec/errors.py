"""Bad input, said in one way everywhere: what, where, why, and what to write instead."""


class BadInput(ValueError):
    """A file, line, cell or value that can't be read.

    Args:
        what: the offending piece, as written.
        where: file, line, row and column, or offset.
        why: why it can't be read.
        write: what to write or do instead.
    """

    def __init__(self, *, what: str, where: str, why: str, write: str) -> None:
        super().__init__(f"{where}: {what}: {why}. {write}")
        self.what = what
        self.where = where
        self.why = why
        self.write = write
