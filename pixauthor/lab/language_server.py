"""YAML with completion, hover and diagnostics: the language server is an npm package, used when it is there.

It is never downloaded. https://github.com/redhat-developer/yaml-language-server
"""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

NAME: Final = "yaml-language-server"
SCRIPT: Final = Path("node_modules") / NAME / "bin" / NAME
VARIABLE: Final = "PIXAUTHOR_NODE_ROOT"
# Schemas come from the first line of each item; nothing is looked up elsewhere, and nobody is told.
SETTINGS: Final = {
    "yaml": {
        "schemaStore": {"enable": False, "url": ""},
        "kubernetesCRDStore": {"enable": False, "url": ""},
        "validate": True,
        "hover": True,
        "completion": True,
    },
    "redhat": {"telemetry": {"enabled": False}},
}


def find_node_root(folders: Iterable[Path]) -> Path | None:
    """Return the folder whose ``node_modules`` has the server: one of ``folders``, else where PATH leads; else None.

    Without Node there is none. The variable ``PIXAUTHOR_NODE_ROOT`` names a folder that comes first.
    """
    if shutil.which("node") is None:
        return None
    named = os.environ.get(VARIABLE)
    roots = [*([Path(named)] if named else []), *folders, *_roots_on_path()]
    return next((root.resolve() for root in roots if (root / SCRIPT).is_file()), None)


def lsp_settings(*, found: bool) -> dict[str, Any]:
    """Return JupyterLab's defaults for language servers: off, and so silent, when the YAML one is not there."""
    servers = {NAME: {"configuration": SETTINGS, "rank": 50}}
    return {"activate": "on", "languageServers": servers} if found else {"activate": "off"}


def _roots_on_path() -> list[Path]:
    program = shutil.which(NAME)
    if program is None:
        return []
    # npm links to …/node_modules/NAME/bin/NAME; on Windows a script stands beside node_modules.
    parents = Path(program).resolve().parents
    return [*parents[3:4], Path(program).parent]
