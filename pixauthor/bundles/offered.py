"""Files that decide with the items what a bundle holds: a calibration and a blueprint, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pixauthor.bundles.gates import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationFile:
    """What a bundle takes from a calibration: its bytes, and what it says of each item by ``id@version``."""

    content: bytes = b""
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    calibrated_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blueprint:
    """A blueprint: its bytes, and its data (``schemas/blueprint.schema.json``)."""

    content: bytes
    data: Mapping[str, Any]
