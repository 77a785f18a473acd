"""People who worked in what moved."""
