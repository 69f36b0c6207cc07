"""The gradient table: every op of the numpy engine, forward function and rule side by side."""
