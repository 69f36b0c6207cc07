"""What the inside of a model looks like, as pictures, and how it is found out."""
