from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "beizeng.reports"
    label = "reports"
    verbose_name = "简报"
