"""The bank, from its files: one YAML file per item, under ``items/<competence>/``."""

from pathlib import Path

from pixauthor.bank.bank import Bank
from pixauthor.bank.codec import decode_item
from pixauthor.bank.item import Item
from pixauthor.bank.scan import scan
from pixauthor.bank.schema import check_item_schema
from pixauthor.errors import PixauthorError, Place
from pixauthor.findings import Finding
from pixauthor.source.reader import read_document


def find_item_files(items_dir: Path) -> tuple[Path, ...]:
    """Return the item files under ``items_dir``, sorted: every ``.yaml`` but the framework and what is in ``media``."""
    return tuple(items_dir / relative for relative in sorted(scan(items_dir).items))


def load_item(path: Path) -> Item:
    """Return the item of one file.

    Raises:
        PixauthorError: naming its first fault and where it is.
    """
    reading = read_document(path)
    findings = reading.findings
    if reading.document is not None and not findings:
        findings = check_item_schema(reading.document)
    if findings or reading.document is None:
        raise _faulty(findings[0], findings[0].place)
    return decode_item(reading.document.data)


def load_bank(items_dir: Path) -> Bank:
    """Return all items under ``items_dir``.

    Raises:
        PixauthorError: when a file is not an item, or two items have one id.
    """
    found = scan(items_dir)
    if found.findings:
        fault = found.findings[0]
        raise _faulty(fault, Place(path=str(items_dir / fault.place.path)))
    items: dict[str, Item] = {}
    for relative in sorted(found.items):
        path = items_dir / relative
        item = load_item(path)
        if item.id in items:
            raise PixauthorError("bank.same-id", place=Place(path=str(path)), id=item.id)
        items[item.id] = item
    return Bank.of(items.values())


def _faulty(fault: Finding, place: Place) -> PixauthorError:
    return PixauthorError("bank.faulty", place=place, fault=f"{fault.code} {fault.message()} {fault.hint()}")
