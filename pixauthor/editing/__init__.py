"""Changing item files without losing a byte: edits, undo, drafts, conflicts, and actions on a whole bank."""
