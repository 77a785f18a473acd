"""Bank files (CAMT.053, MT940) into the bank accounts of an administration."""
