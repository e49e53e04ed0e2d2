from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "beizeng.screening"
    label = "screening"
    verbose_name = "公平竞争审查"
