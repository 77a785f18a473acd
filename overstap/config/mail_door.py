"""Settings of the mail door: where it listens, what it takes."""

import os

from overstap.lib.errors import NeedsSetting

SMTP_HOST = os.environ.get("OVERSTAP_SMTP_HOST", "127.0.0.1")
# Files in PEM; both or neither. With them STARTTLS is offered, or asked of everybody.
SMTP_CERTIFICATE = os.environ.get("OVERSTAP_SMTP_CERTIFICATE", "")
SMTP_KEY = os.environ.get("OVERSTAP_SMTP_KEY", "")
SMTP_TLS_REQUIRED = os.environ.get("OVERSTAP_SMTP_TLS_REQUIRED", "0") == "1"


def _number(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 10**9:
        # not translated: the language is a setting too, and not there yet
        raise NeedsSetting(
            f"{name} is no number above zero: {text[:40]!r}",
            code="SETTING-NUMBER",
            remedy=f"Write for example {default}.",
        )
    return int(text)


SMTP_PORT = _number("OVERSTAP_SMTP_PORT", 8025)
SMTP_SIZE = _number("OVERSTAP_SMTP_SIZE", 50) * 1024 * 1024  # bytes of one mail
SMTP_RECIPIENTS = _number("OVERSTAP_SMTP_RECIPIENTS", 50)  # of one mail
SMTP_CONNECTIONS = _number("OVERSTAP_SMTP_CONNECTIONS", 200)  # at once
SMTP_CONNECTIONS_EACH = _number("OVERSTAP_SMTP_CONNECTIONS_EACH", 20)  # at once, from one address
SMTP_RATE = _number("OVERSTAP_SMTP_RATE", 600)  # mails a minute from one address
