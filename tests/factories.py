"""One factory per model, one section per room; traits for situations."""

import datetime

import factory
from factory.django import DjangoModelFactory

from beizeng.base.people.models import Holding, Mandate, Post, Unit, User

# --- people


class UnitFactory(DjangoModelFactory[Unit]):
    class Meta:
        model = Unit
        django_get_or_create = ("id",)

    id = factory.Sequence(lambda n: f"unit{n}")
    name = factory.Sequence(lambda n: f"示例单位{n}")
    level = "county"
    kind = "office"
    place = "test"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"示例人员{n}")
    is_sample = True


class PostFactory(DjangoModelFactory[Post]):
    class Meta:
        model = Post

    unit = factory.SubFactory(UnitFactory)
    title = factory.Sequence(lambda n: f"岗位{n}")
    role = "unit_clerk"


class HoldingFactory(DjangoModelFactory[Holding]):
    class Meta:
        model = Holding

    user = factory.SubFactory(UserFactory)
    post = factory.SubFactory(PostFactory)
    since_on = datetime.date(2020, 1, 1)


class MandateFactory(DjangoModelFactory[Mandate]):
    class Meta:
        model = Mandate

    user = factory.SubFactory(UserFactory)
    entity_code = "91140929MA0KTEA130"
    since_on = datetime.date(2020, 1, 1)
