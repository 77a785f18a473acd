"""Boekhoudgemak & Multivers behind the port."""
