"""Year sheets: what a scheme gave in a year as one form to print, sign and hand in."""
