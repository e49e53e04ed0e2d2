from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "beizeng.rules"
    label = "rules"
    verbose_name = "规则"
