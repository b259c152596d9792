"""What an operator sees of the running program: its log, its health, its metrics."""
