"""Pages of PDFs: a document split into several, several merged into one, in the order that a person chose."""
