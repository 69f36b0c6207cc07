"""The screen Data: the data, and how the model is compiled."""
