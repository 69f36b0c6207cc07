"""Curves of a run: which there are, in blocks, as cells of characters, and the widget that shows them."""
