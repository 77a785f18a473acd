"""Import of audit files, and exports."""
