"""Layers that only Keras 1 and 2 had."""
