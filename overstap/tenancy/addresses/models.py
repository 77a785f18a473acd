"""Tables. Addresses that are found again after a move."""
