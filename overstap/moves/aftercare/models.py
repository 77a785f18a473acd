"""Tables. Tasks after a move."""
