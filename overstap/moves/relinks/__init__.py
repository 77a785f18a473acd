"""Change of connection."""
