"""Exact Online played by ourselves, written from its maker's documentation; shares no code with the connector."""

from overstap.connectors.exact_online.sandbox.app import application

__all__ = ["application"]
