"""The package played by ourselves, written from what is public of it; shares no code with the connector."""

from overstap.connectors.accountview.sandbox.application import application

__all__ = ["application"]
