"""Sales invoices out: as UBL, beside the PDF that people read."""
