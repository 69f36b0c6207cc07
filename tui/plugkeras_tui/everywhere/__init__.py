"""What there is on every screen: what can be done, keys, themes, jumping, the history, leaving."""
