"""Where people arrive: what waits for them."""
