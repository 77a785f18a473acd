"""The archive of an administration: documents in, found, read, split, merged, taken away."""
