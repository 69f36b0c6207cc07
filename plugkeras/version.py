"""The version of plugkeras."""

__version__ = "0.1.0"
