"""Tasks after a move."""
