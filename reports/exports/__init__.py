"""Pages that are read as files: the dashboard, pairings, official tables, published statements."""
