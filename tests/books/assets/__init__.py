"""Tests of fixed assets."""
