"""Keeping contacts in step with the coupled administrations, once a coupling runs.

In rounds, one for each environment: read what changed (``reading``), let fields flow and find conflicts (``flowing``,
``following``), place new cards (``following``), note what has to go out (``planning``), send it (``sending``).
"""
