"""What may be asked: items, their keys, and the checks they must pass."""
