"""The command door: ``beizeng <room> <verb>``. One module per room, same names; ``--json`` for other programs.

Exit codes: see ``exits``.
"""

import importlib
import os
import sys

import django


def main() -> None:
    """The entry point of ``beizeng``. The commands know tables, so Django is set up before they are imported."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beizeng.settings")
    django.setup()
    sys.exit(importlib.import_module("beizeng.cli.door").run(sys.argv[1:]))
