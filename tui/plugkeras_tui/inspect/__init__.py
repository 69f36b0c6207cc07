"""The screen Inspect: a look inside the model."""
