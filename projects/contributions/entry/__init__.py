"""Entering a contribution, and deciding on it."""
