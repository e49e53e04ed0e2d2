"""What every test stands on: a data folder of its own, no network, and the shared material where it lies."""

import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_STATE = tempfile.TemporaryDirectory(prefix="beizeng-test-")
os.environ["BEIZENG_DATA"] = _STATE.name
os.environ["DJANGO_SETTINGS_MODULE"] = "beizeng.settings"
# Playwright keeps an event loop in the main thread; the tests use the database there on purpose.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django  # noqa: E402

django.setup()

import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from hypothesis import HealthCheck  # noqa: E402
from hypothesis import settings as hypothesis_settings  # noqa: E402

from beizeng.spec import Shelf, load_shelf  # noqa: E402

hypothesis_settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
hypothesis_settings.load_profile("house")

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "UNDEFINED[%s]"


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    """The shipped packs."""
    return load_shelf()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real material beside the project; tests that need it skip where it is absent."""
    path = ROOT.parent / "shared"
    if not path.is_dir():
        pytest.skip("the shared material lies not beside this checkout")
    return path


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder for one test."""
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path
