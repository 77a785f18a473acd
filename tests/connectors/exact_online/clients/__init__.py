"""Clients of Exact Online that nobody here wrote, each driven in a process of its own against the sandbox."""
