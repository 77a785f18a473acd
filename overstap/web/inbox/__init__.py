"""Pages of the inbox: what came in by mail and from scanners, and what becomes of it."""
