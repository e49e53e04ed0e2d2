"""House rules 10, 11: every field is classified for privacy, every model has a factory, references point down."""

import pytest
from django.apps import apps
from django.db import models
from factory.django import DjangoModelFactory

from tests import factories

OURS = [model for model in apps.get_models() if model.__module__.startswith("beizeng.")]
FLOORS = ["ledger", "people", "jobs", "register", "rules", "cases", "indicators", "screening", "plan", "reports", "web"]
#: Made by the program alone, never by a test.
WITHOUT_FACTORY = {"LedgerEntry", "LedgerHead", "Job"}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_field_is_classified(model: type[models.Model]) -> None:
    privacy = getattr(model, "Privacy", None)
    assert privacy is not None, f"rule 10: {model.__name__} needs a class Privacy"
    named = [field for group in ("public", "internal", "personal") for field in getattr(privacy, group, ())]
    fields = {field.name for field in model._meta.get_fields() if not field.auto_created or field.name == "id"}
    assert len(named) == len(set(named)), f"{model.__name__} classifies a field twice"
    assert set(named) == fields, f"rule 10: {model.__name__}: {set(named) ^ fields}"


def test_every_model_has_a_factory() -> None:
    classes = [value for value in vars(factories).values() if isinstance(value, type)]
    made = {
        value._meta.model.__name__
        for value in classes
        if issubclass(value, DjangoModelFactory) and value is not DjangoModelFactory
    }
    missing = {model.__name__ for model in OURS} - made - WITHOUT_FACTORY
    assert not missing, f"rule 11: add to tests/factories.py: {missing}"


def test_references_point_only_down() -> None:
    up = []
    for model in OURS:
        here = FLOORS.index(model._meta.app_label)
        for field in model._meta.fields:
            target = field.related_model
            if isinstance(target, type) and target._meta.app_label in FLOORS:
                if FLOORS.index(target._meta.app_label) > here:
                    up.append(f"{model.__name__}.{field.name}")
    assert not up
