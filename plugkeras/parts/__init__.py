"""One base class a kind, and how arguments, old spellings, configs and names work for all of them."""
