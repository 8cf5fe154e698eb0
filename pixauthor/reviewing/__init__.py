"""The life of an item: who may do what, reviews by others, threads, what an edit makes void."""
