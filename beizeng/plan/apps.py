from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "beizeng.plan"
    label = "plan"
    verbose_name = "方案"
