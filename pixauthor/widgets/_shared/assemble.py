"""Plain modules joined into one script, for hosts that take a single string (anywidget, a page with no server).

The modules keep ``import`` and ``export``, so that a server can give them as they are; here both words are taken off
and the modules are laid end to end, each after those that it needs.
"""

import re
from functools import cache
from typing import Final

from pixauthor.widgets.store import load_asset

SHARED: Final = tuple(f"_shared/{name}.js" for name in ("dom", "ordering", "simulator", "upload", "controls", "item"))
RUNNER: Final = tuple(
    f"runner/{name}.js" for name in ("wire", "drafts", "clock", "screens", "report", "result", "entry", "session")
)
"""Modules of the runner, each after those that it needs; ``SHARED`` comes before."""
_IMPORT: Final = re.compile(r"^import [^;]* from \"[^\"]+\";\n", re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=(?:async )?function |const |class )", re.MULTILINE)


@cache
def assemble_script(*modules: str) -> str:
    """Return the shared drawing code followed by ``modules`` of this package as one script.

    Only an ``export default`` of the last module stays.
    """
    return join_modules(*SHARED, *modules)


@cache
def join_modules(*modules: str) -> str:
    """Return ``modules`` alone as one script, for pages that draw no item."""
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", load_asset(name))) for name in modules)


@cache
def assemble_style(*sheets: str) -> str:
    """Return the shared style sheet followed by ``sheets`` of this package."""
    return "\n".join(load_asset(name) for name in ("_shared/item.css", *sheets))
