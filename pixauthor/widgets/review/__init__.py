"""Reviewing items in a notebook, and the health of their bank."""

from pixauthor.widgets.review.dashboard import show_health
from pixauthor.widgets.review.widget import ReviewWidget

__all__ = ["ReviewWidget", "show_health"]
