"""Rules on the meaning of items: one module per family."""
