"""The page of warnings, and the form by which somebody responds to one."""
