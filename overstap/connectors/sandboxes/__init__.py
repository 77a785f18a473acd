"""Sandboxes: accounting packages played by ourselves, written from their makers' documentation.

They share no code with the connectors (see .importlinter), or both would share the mistake. Each is a WSGI application
made by its ``application(World)``; ``serving`` puts it on a port, ``control`` gives it a clock and faults to switch on.
"""
