"""Messages: a notice to one post. The inner network's mail and bots stand behind ``Messenger``."""

import datetime
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """A notice: ``key`` is unique per occasion, so that a second sending of the same occasion is no second notice."""

    key: str
    to: str
    subject: str
    text: str
    sent_at: datetime.datetime


class Messenger(Protocol):
    """Sends a message once per ``key``. Returns whether it was sent now (False: it had been sent before)."""

    def send(self, message: Message) -> bool: ...


class FileMessenger:
    """Writes each message as one JSON file into a folder, from which a site's own mailer may take it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: Message) -> bool:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{message.key}.json"
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".")
        written = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(asdict(message), file, ensure_ascii=False, default=str, indent=1)
            os.link(written, path)  # all of it or nothing, and never over another's
        except FileExistsError:
            return False
        finally:
            written.unlink()
        return True
