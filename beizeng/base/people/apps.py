from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "beizeng.base.people"
    label = "people"
    verbose_name = "人员"
