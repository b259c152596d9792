"""What to ask on Monday: one sheet."""
