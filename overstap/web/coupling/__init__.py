"""Pages of coupling: setting it up, contacts, and what of them is to be decided."""
