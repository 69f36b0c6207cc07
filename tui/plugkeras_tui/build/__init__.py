"""The screen Build: the layers of the model."""
