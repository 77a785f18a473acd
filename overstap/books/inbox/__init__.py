"""What arrived by mail or scan for an administration, and waits to be handled."""
