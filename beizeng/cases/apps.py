from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "beizeng.cases"
    label = "cases"
    verbose_name = "事项"
