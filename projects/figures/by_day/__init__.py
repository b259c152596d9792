"""How figures moved from day to day."""
