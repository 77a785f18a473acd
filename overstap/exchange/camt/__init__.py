"""Bank statements in ISO 20022 CAMT.053: reader and writer."""
