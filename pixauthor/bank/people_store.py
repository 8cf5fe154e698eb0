"""The people of a bank, from ``items/people.yaml``; a bank need not have such a file."""

from pathlib import Path

from pixauthor.bank.people import People, check_people, decode_people
from pixauthor.bank.scan import PEOPLE_FILE
from pixauthor.errors import PixauthorError
from pixauthor.findings import Finding
from pixauthor.source.reader import read_document


def load_people(items_dir: Path) -> People | None:
    """Return the people of a bank; None when it has no such file.

    Raises:
        PixauthorError: naming the first fault of the file and where it is.
    """
    path = items_dir / PEOPLE_FILE
    people, findings = read_people(items_dir, str(path))
    if findings:
        fault = findings[0]
        fields = {"fault": f"{fault.code} {fault.message()} {fault.hint()}"}
        raise PixauthorError("review.people-faulty", place=fault.place, **fields)
    return people


def read_people(items_dir: Path, shown: str = PEOPLE_FILE) -> tuple[People | None, tuple[Finding, ...]]:
    """Return the people of a bank, or None with every fault of their file (none when there is no file)."""
    path = items_dir / PEOPLE_FILE
    if not path.is_symlink() and not path.exists():
        return None, ()
    reading = read_document(path, shown)
    findings = reading.findings + (check_people(reading.document) if reading.document else ())
    if findings or reading.document is None:
        return None, findings
    return decode_people(reading.document.data), ()
