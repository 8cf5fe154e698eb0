"""The framework of reference, from its file."""

from pathlib import Path

from pixauthor.errors import PixauthorError
from pixauthor.findings import Finding
from pixauthor.framework.check import check_framework
from pixauthor.framework.codec import decode_framework
from pixauthor.framework.model import Framework
from pixauthor.source.reader import read_document


def load_framework(path: Path) -> Framework:
    """Return the framework that the YAML file at ``path`` describes.

    Raises:
        PixauthorError: naming its first fault and where it is.
    """
    framework, findings = read_framework(path)
    if framework is None:
        fault = findings[0]
        fields = {"fault": f"{fault.code} {fault.message()} {fault.hint()}"}
        raise PixauthorError("framework.faulty", place=fault.place, **fields)
    return framework


def read_framework(path: Path, shown: str | None = None) -> tuple[Framework | None, tuple[Finding, ...]]:
    """Return the framework, or None with every fault of its file; ``shown`` is its name in places."""
    reading = read_document(path, shown)
    findings = reading.findings
    if reading.document is not None:
        findings += check_framework(reading.document)
    if findings or reading.document is None:
        return None, findings
    return decode_framework(reading.document.data), ()
