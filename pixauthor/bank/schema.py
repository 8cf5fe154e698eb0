"""The shape of an item file: the schema is chosen here by ``type``, so that a message names the real fault."""

from typing import Final

from pixauthor.bank.item import ItemType
from pixauthor.findings import Finding
from pixauthor.source.document import Document
from pixauthor.source.schema import check_schema
from pixauthor.source.words import alternatives, shorten

_TYPES: Final = tuple(kind.value for kind in ItemType)


def check_item_schema(document: Document) -> tuple[Finding, ...]:
    """Return the faults of shape of an item file; without a known type, those of the fields that all items share."""
    kind = document.data.get("type")
    if kind in _TYPES:
        return check_schema(document, f"item/{kind}")
    shared = [fault for fault in check_schema(document, "item/common") if "type" not in _about(fault)]
    return (_type_fault(document), *shared)


def _about(fault: Finding) -> tuple[object, ...]:
    return fault.fields.get("field"), fault.fields.get("name")


def _type_fault(document: Document) -> Finding:
    if "type" not in document.data:
        return Finding(
            code="S01", variant="type", place=document.place(), fields={"name": "type", "allowed": ", ".join(_TYPES)}
        )
    kind = document.data["type"]
    variant, fields = alternatives(str(kind), _TYPES)
    fields = {"field": "type", "value": shorten(kind), **fields}
    return Finding(code="S04", variant=variant, place=document.place("type"), fields=fields)
