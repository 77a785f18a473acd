"""Tokens with which programs work in somebody's name, in one environment."""
