"""Tables. Transfer of an environment by a ticket file."""
