"""Sessions: events, what follows from them, and the conduct of self-positioning."""
