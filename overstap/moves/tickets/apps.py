"""Django's handle on this part."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """Tables of overstap.moves.tickets."""

    name = "overstap.moves.tickets"
    label = "tickets"
