"""The vocabulary: what a pack may say, as frozen typed values, and the loader that reads the shelf.

One module per kind of pack file (``calendar.py``, ``policy.py``, ...); each class names its ``kind``.
Reading: ``load_shelf()`` returns a ``Shelf``; ``shelf.all(Calendar)`` returns every calendar on it.
Not here: what the values do. A calendar counts days in ``base/clock``, a policy judges in ``rules``.
No Django, no database, no clock.
"""

from beizeng.spec.loading import PackError, PackErrors, Shelf, load_shelf, per_shelf
from beizeng.spec.values import Basis, Dated, PackFile, Spec

__all__ = ["Basis", "Dated", "PackError", "PackErrors", "PackFile", "Shelf", "Spec", "load_shelf", "per_shelf"]
