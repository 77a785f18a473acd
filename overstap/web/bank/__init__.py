"""Pages of bank and cash: accounts, statements, matching of payments, links with the bank."""
