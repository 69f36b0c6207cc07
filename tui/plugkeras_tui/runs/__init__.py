"""The screen Runs: what was trained."""
