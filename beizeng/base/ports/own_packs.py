"""The site's own packs: files in the data folder that lie over the shipped ones of the same address."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from beizeng.spec import Shelf, load_shelf
from beizeng.spec.places import OWN_PACKS


@contextmanager
def written(files: Mapping[str, str | None]) -> Iterator[Shelf]:
    """Write pack files of the site's place, and take them back if what is done with them fails.

    Args:
        files: address in the place's folder (``plan/programme.yaml``) → content; None takes the file away.

    Raises:
        PackErrors: the shelf doesn't hold with them.
    """
    root = settings.DATA / OWN_PACKS
    folder = root / load_shelf().places()[-1]
    before = {path: path.read_bytes() if path.exists() else None for path in (folder / one for one in files)}
    try:
        for address, content in files.items():
            if content is None:
                (folder / address).unlink(missing_ok=True)
            else:
                _put(folder / address, content.encode())
        os.utime(root)
        yield load_shelf()
    except BaseException:
        for path, content_before in before.items():
            if content_before is None:
                path.unlink(missing_ok=True)
            else:
                _put(path, content_before)
        os.utime(root)
        raise


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(content)
    partial.replace(path)
