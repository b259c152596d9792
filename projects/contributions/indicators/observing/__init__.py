"""Entering an observation, and one that replaces another."""
