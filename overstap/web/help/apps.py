"""Help as a Django app."""

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register


class HelpConfig(AppConfig):
    """Holds the articles and the votes on them."""

    name = "overstap.web.help"
    label = "help"

    def ready(self) -> None:
        """Read every article, so that a faulty one is found at the start and not by a reader."""
        from overstap.web.help import articles

        articles.load()
        register(_texts)


def _texts(**_given: object) -> list[CheckMessage]:
    from overstap.web.help import articles

    return [Error(fault, id="help.E001") for fault in articles.faults()]
