"""Pages of PDF documents: one document split into several, several merged into one, in the order that a person chose."""
