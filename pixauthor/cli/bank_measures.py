"""The index of a workspace with the measures of its newest calibration, as commands open it."""

from pixauthor.bank.search_index import Index
from pixauthor.bank.search_store import CACHE_FILE, load_index
from pixauthor.workspace import Workspace


def open_index(workspace: Workspace) -> Index:
    """Return the index of a workspace with its measures; a bar is shown while files are read, on a terminal."""
    from pixauthor.calibration.measures import load_measures
    from pixauthor.cli.check import told

    with told("item.search.reading") as on_progress:
        cache = workspace.exports_dir / CACHE_FILE
        measured = load_measures(workspace.exports_dir)
        return load_index(workspace.items_dir, cache=cache, measured=measured, on_progress=on_progress)
