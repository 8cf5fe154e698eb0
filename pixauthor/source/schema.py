"""The shape that a file must have, and every way in which it has not."""

from typing import Any

from pixauthor.findings import Finding
from pixauthor.source.document import Document
from pixauthor.source.explain import explain
from pixauthor.source.registry import validator


def is_valid(data: Any, name: str) -> bool:
    """Say whether ``data`` has the shape ``name``."""
    return validator(name).is_valid(data)


def check_schema(document: Document, name: str) -> tuple[Finding, ...]:
    """Return every way in which ``document`` has not the shape ``name``."""
    # Most files are valid, and a yes takes less than an empty list of errors.
    return () if is_valid(document.data, name) else explain(document, name)
