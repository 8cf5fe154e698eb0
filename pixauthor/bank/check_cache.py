"""What the last check found, kept so that unchanged files are not read again.

One file of three lines: the digest of the other two; the index (states and findings); the summaries, decoded only when
some file has changed. Whatever is wrong with it, it is forgotten: the next check makes it again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from pixauthor.bank.lint.rule import Summary, Wording
from pixauthor.bank.scan import State
from pixauthor.canonical import digest
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import read_bytes, write_atomic
from pixauthor.findings import Finding, Severity

MAX_CACHE_BYTES: Final = 200_000_000
_FORMAT: Final = "pixauthor-check/3"


class Entry(NamedTuple):
    """What is remembered of one item file. ``media`` has the state of each file that the item names (None: missing).

    A tuple, as summaries are: there are thousands.
    """

    state: State
    digest: str
    media: Mapping[str, State | None]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """A whole check: ``program`` and ``surroundings`` say under which conditions its findings hold.

    ``program``: version, schemas, rules, framework, language; when it differs nothing holds. ``surroundings``: names of
    media, git's HEAD, the day; when they differ only ``bank_findings`` do not.
    """

    program: str
    surroundings: str
    entries: Mapping[str, Entry]
    bank_findings: tuple[Finding, ...]
    n_items: int
    encoded_summaries: bytes = b"{}"
    _decoded: dict[str, Summary] = field(default_factory=dict)

    def summaries(self) -> Mapping[str, Summary]:
        """Return the summary of each item, by path."""
        if not self._decoded:
            rows = json.loads(self.encoded_summaries)
            self._decoded.update({path: _decode_summary(row) for path, row in rows.items()})
        return self._decoded


def load_memory(path: Path, program: str) -> Memory | None:
    """Return what ``path`` remembers under the conditions ``program``; None when it cannot be trusted or read."""
    try:
        if not path.is_file():
            return None
        seal, _, sealed = read_bytes(path, MAX_CACHE_BYTES).partition(b"\n")
        if digest(sealed).encode() != seal:
            return None
        index, summaries = sealed.split(b"\n")
        return _decode(json.loads(index), summaries, program)
    except (PixauthorError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return None


def save_memory(path: Path, memory: Memory, summaries: Mapping[str, Summary]) -> None:
    """Write what a check found; a folder that cannot be written costs speed, not the check."""
    index = json.dumps(_encode(memory), ensure_ascii=False, separators=(",", ":")).encode()
    encoded = json.dumps(summaries, separators=(",", ":")).encode()
    try:
        sealed = index + b"\n" + encoded
        write_atomic(path, digest(sealed).encode() + b"\n" + sealed)
    except PixauthorError:
        return


def _encode(memory: Memory) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "program": memory.program,
        "surroundings": memory.surroundings,
        "entries": {
            path: [entry.state, entry.digest, entry.media, [_encode_finding(one) for one in entry.findings]]
            for path, entry in memory.entries.items()
        },
        "n_items": memory.n_items,
        "bank": [_encode_finding(one) for one in memory.bank_findings],
    }


def _decode(data: Mapping[str, Any], summaries: bytes, program: str) -> Memory | None:
    if data["format"] != _FORMAT or data["program"] != program:
        return None
    return Memory(
        program=program,
        surroundings=data["surroundings"],
        entries={path: _decode_entry(row) for path, row in data["entries"].items()},
        bank_findings=tuple(map(_decode_finding, data["bank"])),
        n_items=int(data["n_items"]),
        encoded_summaries=summaries,
    )


def _decode_entry(row: list[Any]) -> Entry:
    state, content, media, findings = row
    return Entry(
        state=_decode_state(state),
        digest=content,
        media={name: _decode_state(one) if one else None for name, one in media.items()} if media else media,
        findings=tuple(map(_decode_finding, findings)) if findings else (),
    )


def _decode_state(row: list[int]) -> State:
    modified, size, inode = row
    return modified, size, inode


def _encode_finding(one: Finding) -> list[Any]:
    place = one.place
    return [one.code, one.severity.value, one.variant, place.path, place.line, place.column, dict(one.fields)]


def _decode_finding(row: list[Any]) -> Finding:
    code, severity, variant, path, line, column, values = row
    place = Place(path=str(path), line=int(line), column=int(column))
    finding = Finding(code=str(code), severity=Severity(severity), variant=str(variant), place=place, fields=values)
    # A finding that has no message is none of ours.
    finding.message()
    return finding


def _decode_summary(row: list[Any]) -> Summary:
    summary = Summary._make(tuple(one) if isinstance(one, list) else one for one in row)
    return summary._replace(wording=Wording._make(summary.wording)) if summary.wording else summary
