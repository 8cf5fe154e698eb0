"""What is wrong with a file that has not the shape of its schema: every independent fault, in the author's terms.

The library finds the errors; one function per family of keywords turns an error into findings. (``jsonschema``, the
reference library, would do as well, but takes two seconds to import where Jupyter is installed; tests hold the two to
agree.)
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jsonschema_rs import ValidationError

from pixauthor.findings import Finding
from pixauthor.source.document import Document
from pixauthor.source.misfit import misfit
from pixauthor.source.registry import BASE, SUFFIX, schemas, validator
from pixauthor.source.words import alternatives, shorten

# What a pattern of the schemas means: the variant of S05 that says it in words.
PATTERNS: Final[Mapping[str, str]] = {
    "^[a-z0-9]+(-[a-z0-9]+)*$": "id",
    "^[a-z][a-z0-9_-]{0,31}$": "option",
    "^[1-9]$": "area",
    r"^[1-9]\.[1-9]$": "competence",
    "^[a-z][a-z0-9]*(-[a-z0-9]+)*$": "tube",
    "^[a-z][a-z0-9]*(-[a-z0-9]+)*-[1-8]$": "skill",
    "^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$": "date",
    "^media/[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$": "media",
    r"^media/[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\.html$": "page",
    "^https?://[^ ]+$": "url",
    "^(neutral|[A-Z]{2})$": "country",
    "^[A-Z][0-9]{2}$": "rule",
    "^[a-z0-9]{1,10}$": "extension",
    "^#[0-9A-Fa-f]{6}$": "colour",
    "^[A-HJ-NP-Z]{6}[2-9]{3}$": "code",
    "^[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$": "moment",
    "^[0-9a-f]{32}$": "digest",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One error of the library on one document."""

    document: Document
    error: ValidationError

    @property
    def pointer(self) -> tuple[str | int, ...]:
        return tuple(self.error.instance_path)

    @property
    def field(self) -> str:
        """What the author calls the value: its key, or ``choices[2]`` for the second of a list."""
        return _name(self.pointer)

    @property
    def told(self) -> Mapping[str, Any]:
        """What the library says of this kind of error: limit, pattern or options."""
        return self.error.kind.as_dict()

    @property
    def schema(self) -> Mapping[str, Any]:
        """The part of the schema that failed, with the keyword among its siblings."""
        location = self.error.absolute_keyword_location or ""
        part: Any = schemas()[location.removeprefix(BASE).partition(SUFFIX)[0]]
        for step in self.error.schema_path[:-1]:
            part = part[step]
        found: Mapping[str, Any] = part
        return found


def explain(document: Document, name: str) -> tuple[Finding, ...]:
    """Return the faults of ``document`` against the schema ``name``, down the page."""
    cases = (_Case(document=document, error=error) for error in validator(name).iter_errors(document.data))
    found = [finding for case in cases for finding in _FAMILIES[_keyword(case)](case)]
    unique = {(f.code, f.variant, f.place, tuple(f.fields.items())): f for f in found}
    return tuple(sorted(unique.values(), key=lambda finding: finding.sort_key))


def keywords() -> frozenset[str]:
    """Return the keywords that ``explain`` has words for; the schemas may use no other that can fail."""
    return frozenset(_FAMILIES)


def _keyword(case: _Case) -> str:
    # The library reports a field that another one demands as simply required.
    return "dependentRequired" if case.error.schema_path[-1] == "dependentRequired" else case.error.kind.name


def _bad_name(case: _Case) -> Iterator[Finding]:
    yield _at_key(case, "S11", str(case.told["error"].instance))


def _missing(case: _Case) -> Iterator[Finding]:
    yield _at(case, "S01", variant="field", name=case.told["property"])


def _missing_with(case: _Case) -> Iterator[Finding]:
    missing, values = case.told["property"], case.error.instance
    for name, others in case.schema["dependentRequired"].items():
        if missing in others and isinstance(values, dict) and name in values:
            place = case.document.place_of_key(*case.pointer, name)
            yield Finding(code="S01", variant="with", place=place, fields={"name": missing, "other": name})


def _unknown(case: _Case) -> Iterator[Finding]:
    known = _properties(case)
    values: Any = case.error.instance
    for name in case.told["unexpected"]:
        if name not in known:
            variant, fields = alternatives(name, known)
            # "{id: a, text: one, two}" reads as a field called "two", without a value.
            yield _at_key(case, "S02", name, variant="comma" if values[name] is None else variant, **fields)


def _wrong_type(case: _Case) -> Iterator[Finding]:
    wanted = next(kind for kind in case.told["types"] if kind != "null")
    variant, fields = misfit(wanted, case.error.instance, case.document.source_of(*case.pointer))
    yield _at(case, "S03", variant=variant, **fields)


def _not_listed(case: _Case) -> Iterator[Finding]:
    allowed = [str(value) for value in case.told["options"]]
    variant, fields = alternatives(str(case.error.instance), allowed)
    yield _at(case, "S04", variant=variant, value=shorten(case.error.instance), **fields)


def _not_constant(case: _Case) -> Iterator[Finding]:
    fields = {"allowed": str(case.told["expected_value"])}
    yield _at(case, "S04", variant="far", value=shorten(case.error.instance), **fields)


def _wrong_pattern(case: _Case) -> Iterator[Finding]:
    pattern = case.told["pattern"]
    yield _at(case, "S05", variant=PATTERNS.get(pattern, ""), value=shorten(case.error.instance), pattern=pattern)


def _no_such_date(case: _Case) -> Iterator[Finding]:
    if re.search(case.schema.get("pattern", ""), str(case.error.instance)):
        yield _at(case, "S06", value=shorten(case.error.instance))


def _wrong_size(case: _Case) -> Iterator[Finding]:
    yield _at(case, "S07", variant=case.error.kind.name, limit=case.told["limit"])


def _repeated(case: _Case) -> Iterator[Finding]:
    seen: list[Any] = []
    values: Any = case.error.instance
    for position, value in enumerate(values):
        if value in seen:
            place = case.document.place(*case.pointer, position)
            yield Finding(code="S08", place=place, fields={"field": case.field, "value": shorten(value)})
        seen.append(value)


_Family = Callable[[_Case], Iterator[Finding]]
_SIZES: Final = (
    *("minLength", "maxLength", "minItems", "minProperties"),
    *("minimum", "maximum", "exclusiveMinimum"),
)
_FAMILIES: Final[Mapping[str, _Family]] = {
    "propertyNames": _bad_name,
    "required": _missing,
    "dependentRequired": _missing_with,
    "additionalProperties": _unknown,
    "unevaluatedProperties": _unknown,
    "type": _wrong_type,
    "enum": _not_listed,
    "const": _not_constant,
    "pattern": _wrong_pattern,
    "format": _no_such_date,
    "uniqueItems": _repeated,
    **dict.fromkeys(_SIZES, _wrong_size),
}


def _at(case: _Case, code: str, *, variant: str = "", **fields: Any) -> Finding:
    place = case.document.place(*case.pointer)
    return Finding(code=code, variant=variant, place=place, fields={"field": case.field, **fields})


def _at_key(case: _Case, code: str, name: str, *, variant: str = "", **fields: Any) -> Finding:
    place = case.document.place_of_key(*case.pointer, name)
    fields = {"field": case.field, "name": shorten(name), **fields}
    return Finding(code=code, variant=variant, place=place, fields=fields)


def _properties(case: _Case) -> list[str]:
    """Return the names that the failing object may have; a reference beside them adds those of its schema."""
    known = dict(case.schema.get("properties", {}))
    if case.error.kind.name == "unevaluatedProperties":
        known |= schemas()["item/common"]["properties"]
    return sorted(known)


def _name(pointer: tuple[str | int, ...]) -> str:
    words = [f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in pointer]
    return "".join(words).removeprefix(".")
