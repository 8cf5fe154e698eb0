"""Scales on disk: canonical JSON under ``exports/scales/``, one file a version, never written over."""

import json
import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from pixauthor.canonical import encode_readable
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import read_text, write_atomic
from pixauthor.framework.ability_scale import AbilityScale, CutScore, LevelCuts, ScaleProvenance, require_increasing
from pixauthor.source.schema import is_valid

MAX_BYTES: Final = 10_000_000
SCHEMA: Final = "scale"
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
_FILE: Final = re.compile(r"(?P<name>[a-z][a-z0-9-]*)-v(?P<version>[1-9][0-9]*)\.json")


def scales_dir(exports_dir: Path) -> Path:
    """Return where the scales of a workspace are."""
    return exports_dir / "scales"


def require_name(name: str) -> str:
    """Return a name that a scale can have.

    Raises:
        PixauthorError: when it cannot.
    """
    if not _NAME.fullmatch(name):
        raise PixauthorError("scale.bad-name", name=name)
    return name


def scale_versions(exports_dir: Path, name: str) -> tuple[int, ...]:
    """Return the versions of a scale that are there, in order."""
    matches = (_FILE.fullmatch(path.name) for path in scales_dir(exports_dir).glob(f"{name}-v*.json"))
    return tuple(sorted(int(found["version"]) for found in matches if found and found["name"] == name))


def newest_scale(exports_dir: Path) -> Path | None:
    """Return the scale of a workspace that was written last; None when there is none."""
    found = (path for path in scales_dir(exports_dir).glob("*.json") if _FILE.fullmatch(path.name))
    return max(found, key=lambda path: (path.stat().st_mtime_ns, path.name), default=None)


def save_new_version(exports_dir: Path, scale: AbilityScale) -> tuple[AbilityScale, Path]:
    """Write a scale under its next version, and return both.

    Raises:
        PixauthorError: when its name cannot be one, its cuts do not rise, or the folder cannot be written.
    """
    require_name(scale.name)
    for competence, cuts in _all_cuts(scale):
        require_increasing(cuts, competence)
    numbered = replace(scale, version=max(scale_versions(exports_dir, scale.name), default=0) + 1)
    path = scales_dir(exports_dir) / f"{numbered.name}-v{numbered.version}.json"
    write_atomic(path, encode_readable(encode_scale(numbered)))
    return numbered, path


def load_scale(path: Path) -> AbilityScale:
    """Return the scale in a file.

    Raises:
        PixauthorError: when it is missing, damaged, not of this form, or its cuts do not rise.
    """
    location = Place(path=str(path))
    try:
        data = json.loads(read_text(path, MAX_BYTES))
    except (ValueError, RecursionError):
        raise PixauthorError("scale.damaged", place=location) from None
    if not is_valid(data, SCHEMA):
        raise PixauthorError("scale.other-form", place=location)
    scale = decode_scale(data)
    for competence, cuts in _all_cuts(scale):
        require_increasing(cuts, competence, location)
    return scale


def encode_scale(scale: AbilityScale) -> dict[str, Any]:
    """Return the scale as JSON values (``schemas/scale.schema.json``)."""
    return asdict(scale)


def decode_scale(data: dict[str, Any]) -> AbilityScale:
    """Return the scale of data that satisfies the schema."""
    made = data["provenance"]
    return AbilityScale(
        **{
            **data,
            "shared": _decode_cuts(data["shared"]) if data["shared"] else None,
            "by_competence": {code: _decode_cuts(cuts) for code, cuts in data["by_competence"].items()},
            "provenance": ScaleProvenance(**{**made, "judges": tuple(made["judges"])}),
        }
    )


def _decode_cuts(data: dict[str, Any]) -> LevelCuts:
    return LevelCuts(floor=data["floor"], cuts=tuple(CutScore(**cut) for cut in data["cuts"]))


def _all_cuts(scale: AbilityScale) -> list[tuple[str, LevelCuts]]:
    shared = [("", scale.shared)] if scale.shared else []
    return [*shared, *scale.by_competence.items()]
