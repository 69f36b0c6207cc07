"""The screen Plugins: what is installed."""
