"""How VAT and assets move."""
