from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "beizeng.base.ledger"
    label = "ledger"
    verbose_name = "台账"
