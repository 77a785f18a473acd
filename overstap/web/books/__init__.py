"""The books of an administration, to look into: figures, trial balance, cards, entries, open items, relations, VAT."""
