"""The workbench in JupyterLab: a server extension, a front-end extension without a build step, and their defaults."""

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """Tell Jupyter's server, by the name that it looks for, where the extension is."""
    return [{"module": "pixauthor.lab.server"}]
