"""The standard parts of plugkeras: they import what a stranger may import."""
