"""Indicators on pages and in files: what they were before and are now."""
