from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RecordConfig(AppConfig):
    name = "sanxiang.record"
    verbose_name = "全过程记录"

    def ready(self) -> None:
        """Every package's acts are declared before anything is folded: `verify` asks by name for acts of all of them."""
        autodiscover_modules("acts")
