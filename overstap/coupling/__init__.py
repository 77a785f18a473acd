"""Several administrations of a package coupled to one environment: contacts, kept in step, and invoice numbers."""
