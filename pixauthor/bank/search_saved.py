"""Searches that people keep, under the names that they give: ``filters.yaml`` at the root of the workspace, under git.

À relire:
  query: "statut:brouillon niveau:>=3"
  sort: "-modifié"
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from yaml.nodes import MappingNode, Node

from pixauthor.bank.search_fields import names
from pixauthor.bank.search_query import parse_query
from pixauthor.bank.search_row import searchable
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import read_text, write_atomic
from pixauthor.source.document import Document
from pixauthor.source.parser import parse_document
from pixauthor.source.reader import read_document, read_source

FILTERS_FILE: Final = "filters.yaml"
# Signs that YAML, a terminal or a list would not show as one line.
_NAME: Final = re.compile(r"(?=\S)[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]{1,60}(?<=\S)")
_PARTS: Final = frozenset({"query", "sort"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFilter:
    """A query with the field to sort by ("" for the order of files)."""

    query: str
    sort: str = ""


def load_filters(root: Path) -> dict[str, SavedFilter]:
    """Return the filters of a workspace by name, in the order of the file; none when there is no file.

    Raises:
        PixauthorError: when the file cannot be read or has another shape.
    """
    document = _read(root / FILTERS_FILE)
    return _filters(document) if document else {}


def save_filter(root: Path, name: str, kept: SavedFilter) -> None:
    """Keep a filter under a name, in place of the one that had it, and leave the others as they are.

    Raises:
        PixauthorError: when the query or the sort cannot be read, the name will not do, or the file cannot be written.
    """
    if not _NAME.fullmatch(name):
        raise PixauthorError("search.saved.bad-name", name=name[:60])
    parse_query(kept.query)
    if kept.sort and searchable(kept.sort.removeprefix("-")) not in names():
        raise PixauthorError("search.unknown-sort", field=kept.sort, known=", ".join(dict.fromkeys(names().values())))
    _write(root, name, {**load_filters(root), name: kept})


def remove_filter(root: Path, name: str) -> None:
    """Forget a filter. Raises ``PixauthorError`` when there is none of this name."""
    filters = load_filters(root)
    require_filter(filters, name)
    _write(root, name, {one: kept for one, kept in filters.items() if one != name})


def require_filter(filters: Mapping[str, SavedFilter], name: str) -> SavedFilter:
    """Return the filter of a name. Raises ``PixauthorError``, naming those that exist, when there is none."""
    if name in filters:
        return filters[name]
    if not filters:
        raise PixauthorError("search.saved.none-kept", place=Place(path=FILTERS_FILE))
    raise PixauthorError("search.saved.unknown", name=name, known=", ".join(filters))


def _read(path: Path) -> Document | None:
    if not path.exists() or not read_source(path).strip():
        return None
    reading = read_document(path)
    if reading.document is None or reading.findings:
        found = reading.findings[0]
        raise PixauthorError("search.saved.damaged", place=found.place, fault=f"{found.message()} {found.hint()}")
    return reading.document


def _filters(document: Document) -> dict[str, SavedFilter]:
    for name, kept in document.data.items():
        if not _is_filter(kept):
            raise PixauthorError("search.saved.shape", place=document.place_of_key(name), name=name)
    return {name: SavedFilter(**kept) for name, kept in document.data.items()}


def _is_filter(kept: Any) -> bool:
    return (
        isinstance(kept, dict)
        and "query" in kept
        and set(kept) <= _PARTS
        and all(isinstance(value, str) for value in kept.values())
    )


def _write(root: Path, name: str, filters: Mapping[str, SavedFilter]) -> None:
    """Write ``filters``, of which only the one called ``name`` differs from what is on disk."""
    path = root / FILTERS_FILE
    document = _read(path)
    written = _entry(name, filters[name]) if name in filters else ""
    text = _replaced(read_text(path), document, name, written) if document else written
    reading = parse_document(text, FILTERS_FILE)
    if filters and (reading.document is None or _filters(reading.document) != filters):
        # Not a plain block of YAML: there is no other way than to write all of it.
        text = "".join(_entry(*pair) for pair in filters.items())
    write_atomic(path, text.encode())


def _replaced(source: str, document: Document, name: str, written: str) -> str:
    """Return the text of the file with another entry, or none, for ``name``."""
    pair = next((pair for pair in document.root.value if pair[0].value == name), None)
    if pair is None:
        return f"{source}{'' if source.endswith(chr(10)) else chr(10)}{written}"
    end = source.find("\n", _end(pair[1]))
    return source[: pair[0].start_mark.index] + written + ("" if end < 0 else source[end + 1 :])


def _end(node: Node) -> int:
    """Return where the last sign of a value stands: the mark of a block is at what follows it, comments passed."""
    if isinstance(node, MappingNode) and not node.flow_style and node.value:
        return _end(node.value[-1][1])
    return int(node.end_mark.index)


def _entry(name: str, kept: SavedFilter) -> str:
    # A JSON text is a YAML text of the same value.
    sort = f"  sort: {_quoted(kept.sort)}\n" if kept.sort else ""
    return f"{_quoted(name)}:\n  query: {_quoted(kept.query)}\n{sort}"


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
