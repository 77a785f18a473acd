"""The package played by ourselves, written from its maker's documentation; shares no code with the connector."""
