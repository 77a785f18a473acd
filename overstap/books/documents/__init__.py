"""What an administration keeps as files: a card for each, and its content in the object store under its SHA-256."""
