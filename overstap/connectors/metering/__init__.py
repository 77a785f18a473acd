"""Counting calls against the limits of packages, for all processes together."""
