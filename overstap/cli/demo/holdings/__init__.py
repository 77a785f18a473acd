"""What the administrations of the demonstration hold besides their ledger."""
