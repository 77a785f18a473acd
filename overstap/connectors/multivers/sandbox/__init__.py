"""The package played by ourselves, written from its maker's documentation; shares no code with the connector."""

from overstap.connectors.multivers.sandbox.application import application

__all__ = ["application"]
