"""Files from outside into the archive: looked at, scanned, kept; and read afterwards by the worker."""
