"""YAML with completion, hover and diagnostics: the language server is an npm package, used when it is there.

It is never downloaded, and has no network. https://github.com/redhat-developer/yaml-language-server
"""

import os
import shutil
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

NAME: Final = "yaml-language-server"
SCRIPT: Final = Path("node_modules") / NAME / "bin" / NAME
VARIABLE: Final = "PIXAUTHOR_NODE_ROOT"
SPEC_VERSION: Final = 2  # of jupyter-lsp's description of a server


def find_node_root(folders: Iterable[Path]) -> Path | None:
    """Return the folder whose ``node_modules`` has the server: one of ``folders``, else where PATH leads; else None.

    Without Node there is none. The variable ``PIXAUTHOR_NODE_ROOT`` names a folder that comes first.
    """
    if shutil.which("node") is None:
        return None
    named = os.environ.get(VARIABLE)
    roots = [*([Path(named)] if named else []), *folders, *_roots_on_path()]
    return next((root.resolve() for root in roots if (root / SCRIPT).is_file()), None)


def server_spec(root: Path) -> dict[str, Any]:
    """Return what jupyter-lsp wants to know of the server under ``root``: how to start it, cut off from the network."""
    offline = str(files("pixauthor.lab") / "offline.cjs")
    return {
        "argv": [shutil.which("node"), "--require", offline, str(root / SCRIPT), "--stdio"],
        "display_name": NAME,
        "languages": ["yaml"],
        "mime_types": ["text/x-yaml", "text/yaml"],
        "requires_documents_on_disk": False,
        "version": SPEC_VERSION,
    }


def _roots_on_path() -> list[Path]:
    program = shutil.which(NAME)
    if program is None:
        return []
    # npm links to …/node_modules/NAME/bin/NAME; on Windows a script stands beside node_modules.
    parents = Path(program).resolve().parents
    return [*parents[3:4], Path(program).parent]
