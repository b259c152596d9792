"""The pages that are read: the dashboard, pairings, the official tables, published statements."""
