"""Sessions in a notebook: practised with its own kernel, or conducted by a service."""

from pixauthor.widgets.runner.proxy import ServiceSession
from pixauthor.widgets.runner.widget import SessionWidget

__all__ = ["ServiceSession", "SessionWidget"]
