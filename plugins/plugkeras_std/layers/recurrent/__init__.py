"""Layers that go over time step by step, and their cells."""
