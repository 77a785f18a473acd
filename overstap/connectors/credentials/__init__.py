"""Login data and tokens of connections, encrypted at rest."""
