"""VAT returns per period, what was filed, and what it takes to file: numbers, contacts, certificates and ports."""
