"""The schemas of item types as one shape each: common fields, own fields, references followed."""

from collections.abc import Mapping
from typing import Any

from pixauthor.source.registry import schemas

Shape = Mapping[str, Any]
"""A part of a schema; ``in`` names the schema that its references are relative to."""


def shape_of(kind: str, response: str) -> Shape:
    """Return the schema of a type with the common fields and the branch of its way of answering, references kept."""
    own, common = schemas()[f"item/{kind}"], schemas()["item/common"]
    properties = {name: _anchored(part, "item/common") for name, part in common["properties"].items()}
    for name, part in own["properties"].items():
        if name != "tests":  # own shape of the answers only: no control depends on it
            properties[name] = _anchored(part, f"item/{kind}")
    for branch in own.get("allOf", ()):
        if branch["if"]["properties"]["response"]["properties"]["type"]["const"] == response:
            chosen = branch["then"]["properties"]
            kinds = own["properties"]["response"]["properties"]["type"]
            properties |= {name: _anchored(part, f"item/{kind}") for name, part in chosen.items()}
            properties["response"] = {**properties["response"], "kinds": kinds["enum"]}
    return {"properties": properties, "required": [*common["required"], *own["required"]]}


def _anchored(part: Shape, schema: str) -> Shape:
    return {**part, "in": schema}


def resolved(part: Shape, schema: str) -> tuple[Shape, str]:
    """Return a part of a schema with what it refers to, and the schema that its own references are relative to."""
    schema = part.get("in", schema)
    if "$ref" not in part:
        return part, schema
    file, _, way = part["$ref"].partition("#")
    target_schema = f"item/{file.removesuffix('.schema.json')}" if file else schema
    target: Any = schemas()[target_schema]
    for step in way.strip("/").split("/"):
        target = target[step]
    inner, where = resolved(target, target_schema)
    return {**inner, **{name: value for name, value in part.items() if name not in ("$ref", "in")}}, where
