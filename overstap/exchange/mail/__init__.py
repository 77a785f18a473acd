"""Mail as bytes (RFC 5322, MIME, and what people make of them) to values. Nothing is thrown away in silence."""
