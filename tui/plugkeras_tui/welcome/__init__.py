"""The screen Welcome: what to begin with, or go on with."""
