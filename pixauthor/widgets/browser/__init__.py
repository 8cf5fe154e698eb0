"""The bank in a notebook: find items, see what is covered, act on items as wholes."""

from pixauthor.widgets.browser.widget import BrowserWidget

__all__ = ["BrowserWidget"]
