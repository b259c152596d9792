"""What is given that is not money, and what it changes."""
