"""Pages for authors: the whole bank as candidates see it, with keys for those who write it."""
