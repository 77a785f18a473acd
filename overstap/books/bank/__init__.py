"""Bank and cash accounts, their statements, the payments matched to open items, and who holds which bank link."""
