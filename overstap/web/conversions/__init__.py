"""Pages of conversions: the books of one package written into another."""
