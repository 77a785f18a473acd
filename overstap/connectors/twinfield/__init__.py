"""Twinfield behind the port."""
