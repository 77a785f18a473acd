"""The package played by ourselves, written from its maker's documentation; shares no code with the connector."""

from overstap.connectors.afas_sb.sandbox.application import TOKEN, application

__all__ = ["TOKEN", "application"]
