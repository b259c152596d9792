"""Spreadsheets in and out: read safely in a process of their own, written without formulas."""
