"""What was said of an item, as its file under ``reviews`` writes it: faults that show without reading the item."""

from collections.abc import Iterator
from typing import Any, Final

from pixauthor.bank.people import People
from pixauthor.findings import Finding
from pixauthor.source.document import Document
from pixauthor.source.schema import check_schema

REVIEWS_SCHEMA: Final = "reviews"
_ABOUT_A_THREAD: Final = frozenset({"answer", "resolve", "reopen"})


def check_review_log(document: Document, people: People | None) -> tuple[Finding, ...]:
    """Return every fault of a review file: its shape, then entries that stand twice, point nowhere or are unsigned."""
    return check_schema(document, REVIEWS_SCHEMA) or tuple(_faults(document, people))


def _faults(document: Document, people: People | None) -> Iterator[Finding]:
    entries: list[dict[str, Any]] = document.data["entries"]
    threads = {one["id"] for one in entries if one["do"] == "comment"}
    seen: set[str] = set()
    for number, one in enumerate(entries):
        if one["id"] in seen:
            yield _found(document, number, "id", "twice", id=one["id"])
        seen.add(one["id"])
        if one["do"] in _ABOUT_A_THREAD and one["to"] not in threads:
            yield _found(document, number, "to", "thread", id=one["to"])
        if people is not None and one["by"] not in people:
            yield _found(document, number, "by", "person", id=one["by"])


def _found(document: Document, number: int, field: str, variant: str, **fields: str) -> Finding:
    return Finding(code="R04", variant=variant, place=document.place("entries", number, field), fields=fields)
