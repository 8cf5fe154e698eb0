"""The schemas that ship with the program, ready to validate: JSON Schema 2020-12, as in ``schemas/``.

The schemas have no absolute ``$id``: their relative references then mean the file beside them, for editors and other
validators too, and nothing is ever fetched. Here they are known under an address that stands for the folder.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import jsonschema_rs

from pixauthor.resources import shipped

# Of a scheme that urljoin knows, in a domain that is reserved (RFC 2606) and so can never answer.
BASE: Final = "https://pixauthor.example/schemas/"
SUFFIX: Final = ".schema.json"


@cache
def schemas() -> Mapping[str, Any]:
    """Return all schemas by name: ``framework``, ``item/common``, and so on."""
    folder = shipped("schemas")
    return {
        path.relative_to(folder).as_posix().removesuffix(SUFFIX): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob(f"*{SUFFIX}"))
    }


def address(name: str) -> str:
    """Return the address of a schema, against which its relative references are resolved."""
    return f"{BASE}{name}{SUFFIX}"


@cache
def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    """Return the validator of the shape ``name``, made once."""
    registry = jsonschema_rs.Registry([(address(other), schema) for other, schema in schemas().items()])
    return jsonschema_rs.Draft202012Validator({"$ref": address(name)}, registry=registry, validate_formats=True)
