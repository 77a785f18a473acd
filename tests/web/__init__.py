"""Tests of the pages: with Django's client, and in a real Chromium against a real server."""
