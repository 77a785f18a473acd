"""Pages of changes of connection: the wizard, and the orders."""
