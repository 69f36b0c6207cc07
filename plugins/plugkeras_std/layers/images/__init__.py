"""Layers that change images before a model sees them, and what is told about these images."""
