"""The books in Overstap itself, as a package among others."""
