"""What connectors share whose packages answer in JSON: one careful way to call, and fields read with suspicion."""
