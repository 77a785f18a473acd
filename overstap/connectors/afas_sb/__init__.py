"""AFAS SB behind the port."""
