"""pixauthor: write, calibrate and deliver items of digital competence.

``open_workspace`` is the one promise of this page; each package says its own.
"""

from typing import TYPE_CHECKING, Any

from pixauthor.version import __version__

if TYPE_CHECKING:
    from pixauthor.workspace import Workspace as Workspace
    from pixauthor.workspace import open_workspace as open_workspace

__all__ = ["Workspace", "__version__", "open_workspace"]


def __getattr__(name: str) -> Any:
    # Lazy, so that importing one room does not import the composition root.
    if name in {"Workspace", "open_workspace"}:
        from pixauthor import workspace

        return getattr(workspace, name)
    raise AttributeError(f"module 'pixauthor' has no attribute {name!r}")
