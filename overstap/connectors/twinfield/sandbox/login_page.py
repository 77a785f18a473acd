"""The page on which a person agrees: one button for each user of the sandbox, and one to refuse."""

from collections.abc import Mapping
from html import escape

from overstap.connectors.twinfield.sandbox.state import Organisation


def page(action: str, asked: Mapping[str, str], organisations: Mapping[str, Organisation]) -> str:
    """The page; pressing a button asks again, with ``consent`` ("ORGANISATION/USER" or "no")."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in asked.items()
    )
    users = "".join(
        f'<p><button name="consent" value="{escape(place.code)}/{escape(user.code)}">'
        f"{escape(user.name)} ({escape(place.code)}/{escape(user.code)}, {escape(user.culture)})</button></p>"
        for place in organisations.values()
        for user in place.users.values()
    )
    return (
        '<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><title>Twinfield (sandbox)</title></head><body>'
        f"<h1>Twinfield (sandbox)</h1><p>{escape(asked.get('client_id', ''))} vraagt toegang. Als wie?</p>"
        f'<form method="get" action="{escape(action)}">{hidden}{users}'
        '<p><button name="consent" value="no">Weigeren</button></p></form></body></html>'
    )
