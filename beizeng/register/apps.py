from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "beizeng.register"
    label = "register"
    verbose_name = "名录"
