"""What a bank says of its rules, from its files: ``items/lint.yaml`` and the words of ``items/glossary.txt``."""

from pathlib import Path
from typing import Final

from pixauthor.bank.lint.settings import LintSettings, decode_settings
from pixauthor.bank.scan import LINT_FILE
from pixauthor.files import is_file, read_text
from pixauthor.findings import Finding
from pixauthor.source.reader import read_document
from pixauthor.source.schema import check_schema

GLOSSARY_FILE: Final = "glossary.txt"


def read_settings(items_dir: Path) -> tuple[LintSettings, tuple[Finding, ...]]:
    """Return the settings of a bank, the usual ones without a file; with every fault of the file, the usual ones."""
    path = items_dir / LINT_FILE
    if not path.is_symlink() and not path.exists():
        return LintSettings(), ()
    reading = read_document(path, LINT_FILE)
    findings = reading.findings
    if reading.document is not None:
        findings += check_schema(reading.document, "lint")
    if findings or reading.document is None:
        return LintSettings(), findings
    return decode_settings(reading.document.data), ()


def read_glossary(items_dir: Path) -> frozenset[str]:
    """Return the words that a bank accepts besides those of the dictionary: one per line, ``#`` for comments.

    Raises:
        PixauthorError: when the file is there and cannot be read, or is not UTF-8.
    """
    path = items_dir / GLOSSARY_FILE
    if not is_file(path):
        return frozenset()
    lines = (line.partition("#")[0].strip() for line in read_text(path).splitlines())
    return frozenset(line for line in lines if line)
