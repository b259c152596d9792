"""Entering the contributions of a year in a grid, a line each."""
