"""Pages of projects and their invoices, in the area of contacts and projects."""
