"""The kit for authors of plugins: what their tests need."""
