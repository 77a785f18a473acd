"""Bank statements in SWIFT MT940, with the dialects of Dutch banks: reader and writer."""
