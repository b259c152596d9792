"""Tasks as lists and numbers: what is open, what is late, how long answers take."""
