"""What every test stands on: a data folder of its own, no network, and the shared material where it lies."""

import os
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_STATE = tempfile.TemporaryDirectory(prefix="beizeng-test-")
os.environ["BEIZENG_DATA"] = _STATE.name
os.environ["DJANGO_SETTINGS_MODULE"] = "beizeng.settings"
# Playwright keeps an event loop in the main thread; the tests use the database there on purpose.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django  # noqa: E402

from tests.house.catalogue import compiled  # noqa: E402

compiled()  # first: the set-up already reads the Chinese one
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
    monkeypatch.setenv("BEIZENG_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="session")
def base_url() -> None:
    """No site for the whole session: each test has its own. The plugin's own fixture warns of itself."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Chromium from the system's packages; without its sandbox where we are root."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    path = os.environ.get("BEIZENG_CHROMIUM", "/usr/bin/chromium")
    return {**browser_type_launch_args, "executable_path": path, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """The browser of an office: Chinese, in Shanghai."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
