"""Layers that prepare data: numbers, text and sounds become what a model can take."""
