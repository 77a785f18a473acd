"""Documents under way: files that are coming in piece by piece, and whole archives made ready to be taken away."""
