"""The mail door: takes mail for delivery addresses, stores it, and only then says that it was accepted."""
