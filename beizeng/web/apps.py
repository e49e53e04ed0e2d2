from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "beizeng.web"
    label = "web"
    verbose_name = "页面"
