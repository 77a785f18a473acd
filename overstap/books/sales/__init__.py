"""Products, quotations and invoices to send."""
