"""A self-positioning session in a notebook."""

from pixauthor.widgets.runner.widget import SessionWidget

__all__ = ["SessionWidget"]
