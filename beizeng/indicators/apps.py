from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "beizeng.indicators"
    label = "indicators"
    verbose_name = "指标"
