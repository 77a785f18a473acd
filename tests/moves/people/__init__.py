"""People who did not go along."""
