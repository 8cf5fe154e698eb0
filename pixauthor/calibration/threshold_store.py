"""Thresholds from a file, TOML, YAML or JSON: the names of ``Thresholds``, those of options under ``options``."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pixauthor.calibration.thresholds import OptionThresholds, Thresholds
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import read_text
from pixauthor.responses.columns import suggest
from pixauthor.source.reader import read_document

_OPTIONS: Final = "options"
_CLASSES: Final = ("A", "B", "C")
_ANY: Final = (float("-inf"), float("inf"))
# Infinity switches a rule off.
_RANGES: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {
        **dict.fromkeys(("min_n", "faults_to_retire"), (1, _ANY[1])),
        **dict.fromkeys(("min_r", "max_r"), (-1, 1)),
        **dict.fromkeys(("min_p", "max_p", "max_c", "min_s_x2_p", "max_dif_r2"), (0, 1)),
        **dict.fromkeys(("max_omitted", "max_rapid", "max_exposure"), (0, 1)),
        **dict.fromkeys(
            ("max_abs_b", "max_se_b", "min_fit", "max_fit", "max_s_x2_rmsea", "max_drift", "min_drift_z"), (0, _ANY[1])
        ),
    }
)
_ORDERED: Final = (("min_p", "max_p"), ("min_a", "max_a"), ("min_fit", "max_fit"))

Locate = Callable[[str], Place]


def load_thresholds(path: Path) -> Thresholds:
    """Return the thresholds of a file; those that it does not name keep their defaults.

    Raises:
        PixauthorError: when it cannot be read, or names an unknown or impossible bound, with its place.
    """
    read = _READERS.get(path.suffix.lower())
    if read is None:
        fields = {"suffix": path.suffix or "–", "known": ", ".join(_READERS)}
        raise PixauthorError("flags.file.unknown-format", place=Place(path=str(path)), **fields)
    text = read_text(path)
    data = read(path, text)

    def locate(name: str) -> Place:
        return _find(path, text, name, 0)

    def locate_option(name: str) -> Place:
        return _find(path, text, name, max(text.find(_OPTIONS), 0))

    if not isinstance(data, dict):
        raise PixauthorError("flags.file.not-table", place=Place(path=str(path)), name=path.name)
    options = data.get(_OPTIONS, {})
    if not isinstance(options, dict):
        raise PixauthorError("flags.file.not-table", place=locate(_OPTIONS), name=_OPTIONS)
    own = {name: value for name, value in data.items() if name != _OPTIONS}
    known = {name: value for name, value in asdict(Thresholds()).items() if name != _OPTIONS}
    bounds = replace(Thresholds(), **_checked(own, known, locate))
    _require_order(bounds, locate)
    return replace(bounds, options=OptionThresholds(**_checked(options, asdict(OptionThresholds()), locate_option)))


def _checked(data: Mapping[str, Any], known: Mapping[str, Any], locate: Locate) -> dict[str, Any]:
    """Return the bounds of a table, each of the kind of its default."""
    found = {}
    for name, value in data.items():
        if name not in known:
            fields = {"name": suggest(name, list(known)), "known": ", ".join(known)}
            raise PixauthorError("flags.file.unknown", place=locate(name), **fields)
        found[name] = _KINDS[type(known[name])](name, value, locate(name))
    return found


def _class(name: str, value: Any, place: Place) -> str:
    if value not in _CLASSES:
        raise PixauthorError("flags.file.not-class", place=place, name=name, value=value)
    return str(value)


def _whole(name: str, value: Any, place: Place) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise PixauthorError("flags.file.not-whole", place=place, name=name, value=value)
    return int(_number(name, value, place))


def _number(name: str, value: Any, place: Place) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise PixauthorError("flags.file.not-number", place=place, name=name, value=value)
    low, high = _RANGES.get(name, _ANY)
    if not low <= value <= high:
        raise PixauthorError("flags.file.out-of-range", place=place, name=name, value=value, low=low, high=high)
    return float(value)


def _require_order(bounds: Thresholds, locate: Locate) -> None:
    for least, most in _ORDERED:
        low, high = getattr(bounds, least), getattr(bounds, most)
        if not low < high:
            fields = {"least": least, "low": low, "most": most, "high": high}
            raise PixauthorError("flags.file.crossed", place=locate(most), **fields)


def _read_toml(path: Path, text: str) -> Any:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+), column (\d+)", str(error))
        place = Place(path=str(path), line=int(line[1]), column=int(line[2])) if line else Place(path=str(path))
        raise PixauthorError("flags.file.damaged", place=place, reason=f"TOML: {error}") from None


def _read_json(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = Place(path=str(path), line=error.lineno, column=error.colno)
        raise PixauthorError("flags.file.damaged", place=place, reason=f"JSON: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise PixauthorError("flags.file.damaged", place=Place(path=str(path)), reason=f"JSON: {error}") from None


def _read_yaml(path: Path, text: str) -> Any:  # noqa: ARG001  # it reads the file itself, with the guards of items
    reading = read_document(path)
    if reading.document is None or reading.findings:
        fault = reading.findings[0]
        raise PixauthorError("flags.file.damaged", place=fault.place, reason=f"{fault.message()} {fault.hint()}")
    return reading.document.data


def _find(path: Path, text: str, name: str, start: int) -> Place:
    """Return where a name is first given a value after ``start``; the whole file when it is not found."""
    pattern = re.compile(rf"""["']?\b{re.escape(name)}\b["']?\s*[:=]|\[{re.escape(name)}\]""")
    found = pattern.search(text, start)
    if found is None:
        return Place(path=str(path))
    line = text.count("\n", 0, found.start()) + 1
    return Place(path=str(path), line=line, column=found.start() - text.rfind("\n", 0, found.start()))


_KINDS: Final[Mapping[type, Callable[[str, Any, Place], Any]]] = MappingProxyType(
    {int: _whole, float: _number, str: _class}
)
_READERS: Final[Mapping[str, Callable[[Path, str], Any]]] = MappingProxyType(
    {".toml": _read_toml, ".yaml": _read_yaml, ".yml": _read_yaml, ".json": _read_json}
)
