"""Our library and the reference one say the same of every item, and every fault has words."""

import copy
import json
import re
from functools import cache

import pytest
from check_examples import INVALID, ITEMS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from pixauthor.bank.codec import decode_item
from pixauthor.bank.item import ItemType
from pixauthor.bank.schema import check_item_schema
from pixauthor.locale import catalogue
from pixauthor.source.document import Document
from pixauthor.source.explain import PATTERNS, explain, keywords
from pixauthor.source.parser import parse_document
from pixauthor.source.reader import read_document
from pixauthor.source.registry import address, schemas
from pixauthor.source.schema import is_valid

DATA = {path.stem: read_document(path).document.data for path in ITEMS}
# Keywords that carry others, say something without asserting it, or only fail through what they hold.
SILENT = {
    *("$schema", "$ref", "$defs", "title", "description", "default", "contentMediaType"),
    *("properties", "patternProperties", "items", "propertyNames", "allOf", "if", "then", "not"),
}


def document_of(data):
    """Write data as YAML (JSON is YAML) and read it again, so that places are real."""
    return parse_document(json.dumps(data, ensure_ascii=False), "x.yaml").document


@cache
def reference(name: str) -> Draft202012Validator:
    """The validator of ``jsonschema``, the reference library, on the same schemas."""
    resources = [(address(other), DRAFT202012.create_resource(schema)) for other, schema in schemas().items()]
    checker = FormatChecker(["date"])
    return Draft202012Validator(
        {"$ref": address(name)}, registry=Registry().with_resources(resources), format_checker=checker
    )


def agree(document: Document, name: str) -> None:
    findings = explain(document, name)
    assert reference(name).is_valid(document.data) == is_valid(document.data, name) == (not findings)
    for finding in findings:
        for language in ("fr", "en"):
            assert finding.message(language)
            assert finding.hint(language)
        assert finding.place.line


def paths_of(value, path=()):
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from paths_of(child, (*path, key))


_VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-5, 10)
    | st.sampled_from([0.5, "", "a", "b", "oui", "1.2", "ok", "12:30", "2026-02-30", "@x", "media/x.svg", "short-text"])
    | st.sampled_from([[], {}, ["a", "a"], {"a": "b"}, {"accept": ["x"]}, {"value": 3}, {"checks": []}])
)


@st.composite
def mutated(draw):
    """An item changed in one to three places, as a tired author would."""
    data = copy.deepcopy(DATA[draw(st.sampled_from(sorted(DATA)))])
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from([path for path in paths_of(data) if path]))
        target = data
        for step in path[:-1]:
            target = target[step]
        action = draw(st.sampled_from(["drop", "replace", "add"]))
        if action == "drop":
            del target[path[-1]]
        elif action == "replace":
            target[path[-1]] = copy.deepcopy(draw(_VALUES))
        elif isinstance(target, dict):
            target[draw(st.sampled_from(["licens", "feedback", "fixed", "row", "é"]))] = copy.deepcopy(draw(_VALUES))
        else:
            target.append(copy.deepcopy(draw(_VALUES)))
    return data


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_both_libraries_agree_on_mutated_items(data):
    kind = data.get("type")
    if kind in list(ItemType):
        document = document_of(data)
        agree(document, f"item/{kind}")
        if is_valid(document.data, f"item/{kind}"):
            decode_item(document.data)


@settings(max_examples=100, deadline=None)
@given(mutated(), st.sampled_from([None, "qcm", "single choice", 3, ["number"]]))
def test_an_unknown_type_is_one_fault_and_hides_no_other(data, kind):
    data["type"] = kind
    findings = check_item_schema(document_of(data))
    assert sum(finding.fields.get("field") == "type" for finding in findings) == 1
    if "version" not in data:
        assert any(finding.fields.get("name") == "version" for finding in findings)


@pytest.mark.parametrize("path", [*ITEMS, *INVALID.glob("*.yaml")], ids=lambda path: path.stem)
def test_both_libraries_agree_on_the_examples(path):
    document = read_document(path).document
    if document is not None and document.data.get("type") in list(ItemType):
        agree(document, f"item/{document.data['type']}")


def test_all_independent_faults_are_told():
    data = copy.deepcopy(DATA["single-choice"])
    del data["author"]
    data |= {"level": 9, "statut": "draft", "competence": 1.2, "created": "15/01/2026"}
    data["choices"][1]["text"] = None
    found = {f"{one.code}-{one.variant}".rstrip("-") for one in check_item_schema(document_of(data))}
    assert found == {"S01-field", "S07-maximum", "S02-near", "S03-string-word", "S05-date", "S03-string-empty"}


def _keywords_of(schema, names):
    for key, value in schema.items():
        names.add(key)
        if key in {"properties", "$defs", "patternProperties"}:
            for child in value.values():
                _keywords_of(child, names)
        elif isinstance(value, dict) and key not in {"dependentRequired", "default"}:
            _keywords_of(value, names)
        elif key == "allOf":
            for child in value:
                _keywords_of(child, names)
    return names


# Those that people write; the others describe what machines write.
_OTHERS = {"framework", "campaign", "blueprint", "people", "reviews"}
WRITTEN = [name for name in schemas() if name.startswith("item/") or name in _OTHERS]


@pytest.mark.parametrize("name", WRITTEN)
def test_every_keyword_of_a_schema_has_words(name):
    assert _keywords_of(schemas()[name], set()) <= keywords() | SILENT


def test_every_pattern_of_the_schemas_has_words_and_an_example():
    text = json.dumps([schemas()[name] for name in WRITTEN])
    used = {json.loads(f'"{found}"') for found in re.findall(r'"pattern": "((?:[^"\\]|\\.)*)"', text)}
    named = {pattern for pattern in used if pattern not in PATTERNS}
    # Names of properties (S11), fields of a translation.
    assert named <= {"^[a-z][a-z0-9_]{0,31}$", "^[1-9][0-9]?$", "^[a-z_]+$"}
    assert {f"S05-{variant}" for variant in PATTERNS.values()} <= set(catalogue("fr", "findings"))


def _properties(schema):
    for key, value in schema.items():
        if key in {"properties", "$defs", "patternProperties"}:
            for child in value.values():
                if key != "$defs":
                    yield child
                yield from _properties(child)
        elif isinstance(value, dict):
            yield from _properties(value)


@pytest.mark.parametrize("name", WRITTEN)
def test_every_property_tells_designers_what_it_is(name):
    schema = schemas()[name]
    common = schemas()["item/common"]
    assert schema["title"]
    assert schema["description"]
    for child in _properties({key: value for key, value in schema.items() if key not in {"if", "then", "allOf"}}):
        target = child
        if "$ref" in child and "description" not in child:
            source = common if "common.schema.json" in child["$ref"] else schema
            target = source["$defs"][child["$ref"].rpartition("/")[2]]
        assert target.get("description") or "const" in target, child


@pytest.mark.parametrize("kind", list(ItemType))
def test_an_item_schema_refuses_what_it_does_not_know(kind):
    assert not is_valid(DATA[kind.value] | {"difficulty": 0.3}, f"item/{kind.value}")
    assert is_valid(DATA[kind.value], f"item/{kind.value}")


def test_no_reference_leaves_the_folder():
    for name, schema in schemas().items():
        assert "$id" not in schema, name
        references = re.findall(r'"\$ref": "([^"]*)"', json.dumps(schema))
        assert all(re.fullmatch(r"(common\.schema\.json)?(#/\$defs/[a-z_-]+)?", one) for one in references), name
