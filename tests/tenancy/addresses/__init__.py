"""Tests of delivery addresses and old places."""
