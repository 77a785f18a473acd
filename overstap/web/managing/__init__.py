"""Settings of an environment and its audit log."""
