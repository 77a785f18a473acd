"""AccountView behind the port."""
