"""The OpenAPI is complete, and whatever it allows is answered as it says: schemathesis against the application."""

import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import load_all_checks

from beizeng.base.people import queries as people
from beizeng.settings.wsgi import application
from tests.api.conftest import ask, make_key

pytestmark = pytest.mark.django_db
load_all_checks()

#: Texts such as a term can have the right type and still say nothing that can be reckoned.
CONFIG = schemathesis.Config.from_dict(
    {
        "seed": 20220310,
        "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "422", "503"]}},
    }
)
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application, config=CONFIG)


@pytest.fixture(autouse=True)
def unlimited(ticked, settings):
    """The calls of this file all come from one address."""
    settings.API_KEY_PER_MINUTE = settings.API_ADDRESS_PER_MINUTE = 1_000_000


_secrets: list[str] = []


@pytest.mark.slow
@schema.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_the_schema_allows_is_answered_as_it_says(case):
    case.call_and_validate(headers={"Authorization": f"Bearer {_secret()}"})


def _secret() -> str:
    """The key of the test that runs; its examples share one database."""
    if not _secrets or people.key_of(_secrets[-1]) is None:
        _secrets.append(make_key().secret)
    return _secrets[-1]


def _schema() -> dict[str, Any]:
    described: dict[str, Any] = ask("/openapi.json").json()
    return described


def test_every_operation_is_described_in_both_languages():
    for path, methods in _schema()["paths"].items():
        operation = methods["get"]
        assert re.search("[a-z]", operation["summary"]), path
        assert re.search("[一-龥]", operation["summary"]), path
        assert operation["description"].endswith("."), path
        for parameter in operation["parameters"]:
            assert re.search("[一-龥]", parameter["schema"]["title"]), (path, parameter["name"])
            assert parameter["description"], (path, parameter["name"])


def test_every_field_of_an_answer_is_described_in_both_languages():
    for name, shape in _schema()["components"]["schemas"].items():
        for field, described in shape["properties"].items():
            assert re.search("[一-龥]", described["title"]), (name, field)
            assert described["description"], (name, field)


def test_every_permission_can_be_given_to_a_key_or_is_everybodys():
    asked = {methods["get"]["x-permission"] for methods in _schema()["paths"].values()}
    assert asked <= set(people.KEY_PERMISSIONS) | set(people.roles()["public"].permissions)


def test_the_examples_of_the_schema_are_answered():
    key = make_key().secret
    for path, methods in _schema()["paths"].items():
        given = {one["name"]: one["examples"][0] for one in methods["get"]["parameters"] if one.get("examples")}
        inside = {name: value for name, value in given.items() if f"{{{name}}}" in path}
        query = {name: value for name, value in given.items() if name not in inside}
        response = ask(path.removeprefix("/api").format(**inside), key, **query)
        assert response.status_code == 200, (path, response.content.decode())
