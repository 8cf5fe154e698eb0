"""Reviewing items in a notebook."""

from pixauthor.widgets.review.widget import ReviewWidget

__all__ = ["ReviewWidget"]
