"""The shape of ``items/lint.yaml``, made from the rules and their limits."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pixauthor.bank.lint.export_loss import LOSSES
from pixauthor.bank.lint.rule import Rule
from pixauthor.bank.lint.settings import OFF
from pixauthor.bank.lint.silences import SILENCEABLE
from pixauthor.bank.lint.thresholds import DEFAULTS
from pixauthor.findings import Severity

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def render_schema(rules: Iterable[Rule]) -> str:
    """Return the schema, as ``schemas/lint.schema.json`` holds it."""
    codes = [rule.code for rule in rules if rule.code.startswith(SILENCEABLE)]
    schema = {
        "$schema": _DIALECT,
        "title": "Réglages des règles",
        "description": "Ce qu’une banque change aux règles de rédaction : gravités, seuils, exports, mots admis.",
        "type": "object",
        "properties": {
            "rules": _object("Règles changées, par code.", {code: _rule(code) for code in codes}),
            "exports": _texts("Exports dont les pertes sont signalées (L38).", {"enum": sorted(LOSSES)}),
            "allowed": _texts("Marques et adresses admises (L33).", {"type": "string", "minLength": 1}),
            "hosts": _texts(
                "Machines d’un réseau privé où des liens peuvent mener (L28).", {"type": "string", "minLength": 1}
            ),
        },
        "additionalProperties": False,
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _object(description: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": description, "type": "object", "properties": properties, "additionalProperties": False}


def _texts(description: str, items: Mapping[str, Any]) -> dict[str, Any]:
    described = {"description": "L’un d’eux.", **items}
    return {"description": description, "type": "array", "items": described, "uniqueItems": True}


def _rule(code: str) -> dict[str, Any]:
    severities = [*(severity.value for severity in Severity), OFF]
    properties: dict[str, Any] = {
        "severity": {
            "description": "Gravité de la règle dans cette banque ; off : elle n’est pas appliquée.",
            "enum": severities,
        },
        "reason": {"description": "Pourquoi.", "type": "string", "minLength": 1},
    }
    if limits := DEFAULTS.get(code):
        number = {"type": "number", "minimum": 0}
        described = {name: {"description": f"Par défaut : {value:g}.", **number} for name, value in limits.items()}
        properties["limits"] = _object("Seuils de la règle.", described)
    return {**_object(f"La règle {code}.", properties), "dependentRequired": {"severity": ["reason"]}}
