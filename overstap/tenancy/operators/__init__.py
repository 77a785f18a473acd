"""What the operator of the installation does."""
