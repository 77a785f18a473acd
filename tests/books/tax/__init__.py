"""Tests of VAT returns and what it takes to file them."""
