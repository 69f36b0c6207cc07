"""The screen on which a model is put together: what there is to add, the layers as a stack, their properties."""
