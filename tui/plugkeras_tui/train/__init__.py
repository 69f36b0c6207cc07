"""The screen Train: the training as it goes."""
