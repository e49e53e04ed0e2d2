"""Logs name no person: neither what was typed, nor what a database quotes of it."""

import logging
import logging.config

import pytest
from django.conf import settings
from django.test import Client

from beizeng.settings.logs import Nameless


def test_an_error_is_logged_by_place_and_class_alone() -> None:
    typed = "".join(("张", "三"))  # the source line stands in a trace; what it holds at the time must not
    try:
        raise ValueError(typed)
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "f.py", 1, "job %s failed", (3,), (type(error), error, None))
        record.exc_info = (type(error), error, error.__traceback__)
    written = Nameless("{message}", style="{").format(record)
    assert "job 3 failed" in written
    assert "test_logs.py" in written
    assert written.endswith("ValueError")
    assert typed not in written


def test_every_log_goes_through_it() -> None:
    configured = logging.config.dictConfigClass(settings.LOGGING)
    configured.configure()
    formatters = [handler.formatter for handler in logging.getLogger().handlers]
    assert any(isinstance(formatter, Nameless) for formatter in formatters)


@pytest.mark.django_db
def test_what_was_typed_at_sign_in_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    Client(headers={"host": "127.0.0.1"}).post("/sign-in", {"username": "张三", "password": "a-secret-word"})
    assert "张三" not in caplog.text
    assert "a-secret-word" not in caplog.text
