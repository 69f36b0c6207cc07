"""The standard templates: a JSON document each, as ``plugkeras new`` writes it; the commands' manifest lists them."""
