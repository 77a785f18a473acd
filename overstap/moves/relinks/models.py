"""Tables. Change of connection."""
