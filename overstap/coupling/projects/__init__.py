"""Projects of a coupled environment, and their invoices: numbered per administration, booked where they belong."""
