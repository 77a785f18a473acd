"""Contact matching beside the matchers of others: ``make bench-matching``."""
