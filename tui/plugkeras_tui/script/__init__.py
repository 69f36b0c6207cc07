"""The screen Script: the project as a script."""
