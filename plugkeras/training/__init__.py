"""From ``compile`` to ``predict``: models, their steps, epochs and batches, and the data that they are given."""
