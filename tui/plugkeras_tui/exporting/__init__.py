"""The project as a Python script: its text, coloured, and its way to a file or an editor."""
