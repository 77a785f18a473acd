"""Twinfield, played by ourselves, written from its maker's documentation; shares no code with the connector.

A docstring that calls something "ours" marks a guess: nothing that says it was found.
"""

from overstap.connectors.twinfield.sandbox.app import application

__all__ = ["application"]
