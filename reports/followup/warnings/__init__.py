"""What calls for attention, computed from the facts as of a day; nothing of it is stored."""
