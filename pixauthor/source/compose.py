"""YAML text to a document by way of libyaml's nodes, which are read without PyYAML's constructors.

The result never depends on anchors, tags or merge keys: they are refused, so a file of one megabyte is at most one
megabyte of data.
"""

import operator
from typing import Any, Final

import yaml
from yaml._yaml import CParser
from yaml.nodes import MappingNode, Node, ScalarNode

from pixauthor.errors import Place
from pixauthor.findings import Finding
from pixauthor.source.document import Document, Reading
from pixauthor.source.scalars import STARTS, value_of
from pixauthor.source.traps import explain_syntax

MAX_DEPTH: Final = 32
# libyaml composes by recursion on the C stack (100,000 brackets crash the interpreter) and shares aliased nodes, so a
# text that could be deep or hold an anchor is read as a flat row of events first. Items have far fewer of these signs.
_MANY_SIGNS: Final = 400
_PLAIN, _TEXT, _COLLECTION = "plain", "text", "collection"


class _Parser(CParser):
    """Base of PyYAML's C loaders, with tags that tell only whether a scalar was quoted."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)

    def resolve(self, kind: type[Node], value: Any, implicit: Any) -> str:  # noqa: ARG002
        if kind is not ScalarNode:
            return _COLLECTION
        return _PLAIN if implicit[0] else _TEXT

    # Tags do not depend on the path, so there is nothing to do; functions of C do nothing fastest, once per node.
    descend_resolver = staticmethod(operator.is_)
    ascend_resolver = staticmethod(bool)


class _Refused(Exception):  # noqa: N818 (not an error of the program)
    """YAML that is well formed but that we do not take."""

    def __init__(self, code: str, mark: Any, variant: str = "", **fields: Any) -> None:
        super().__init__(code)
        self.code, self.mark, self.variant, self.fields = code, mark, variant, fields

    def to_finding(self, path: str) -> Finding:
        place = Place(path=path, line=self.mark.line + 1, column=self.mark.column + 1)
        return Finding(code=self.code, variant=self.variant, place=place, fields=self.fields)


def compose_document(text: str, path: str) -> Reading:
    """Return the one mapping that ``text`` holds, as data with places; ``path`` is the name shown in places."""
    try:
        _require_tame(text)
        root = compose(text)
    except yaml.YAMLError as error:
        return Reading(findings=(explain_syntax(error, text, path),))
    except _Refused as refusal:
        return Reading(findings=(refusal.to_finding(path),))
    if root is None:
        return Reading(findings=(Finding(code="Y06", place=Place(path=path, line=1, column=1)),))
    return _to_reading(root, path)


def compose(text: str) -> Any:
    """Return the node of the one document of ``text`` (None: it has none).

    Raises:
        yaml.YAMLError: on a fault of syntax.
    """
    return _Parser(text).get_single_node()


def _to_reading(root: Node, path: str) -> Reading:
    repeated: list[_Refused] = []
    try:
        if not isinstance(root, MappingNode):
            raise _Refused("Y08", root.start_mark)
        data = _mapping(root, 1, repeated)
    except _Refused as refusal:
        return Reading(findings=(*(fault.to_finding(path) for fault in repeated), refusal.to_finding(path)))
    document = Document(path=path, data=data, compose=lambda: root)
    return Reading(document=document, findings=tuple(fault.to_finding(path) for fault in repeated))


def _require_tame(text: str) -> None:
    if "&" not in text and sum(map(text.count, "[{-?")) < _MANY_SIGNS:
        return
    depth = 0
    parser = _Parser(text)
    while parser.check_event():
        event: Any = parser.get_event()
        if getattr(event, "anchor", None) is not None:
            raise _Refused("Y03", event.start_mark, name=event.anchor)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _Refused("Y05", event.start_mark, limit=MAX_DEPTH)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _value(node: Node, depth: int, repeated: list[_Refused]) -> Any:
    tag, value = node.tag, node.value
    if tag is _TEXT:
        return value
    if tag is _PLAIN:
        return value_of(value) if value[:1] in STARTS else value
    if tag is not _COLLECTION:
        raise _Refused("Y04", node.start_mark, tag=tag)
    if depth > MAX_DEPTH:
        raise _Refused("Y05", node.start_mark, limit=MAX_DEPTH)
    if isinstance(node, MappingNode):
        return _mapping(node, depth, repeated)
    return [_value(child, depth + 1, repeated) for child in value]


def _mapping(node: MappingNode, depth: int, repeated: list[_Refused]) -> dict[str, Any]:
    """Return a mapping whose keys are their text; a key that comes twice keeps its first value and is noted."""
    data: dict[str, Any] = {}
    for key, child in node.value:
        if type(key) is not ScalarNode:
            raise _Refused("Y10", key.start_mark)
        name = key.value
        if name == "<<" and key.tag is _PLAIN:
            raise _Refused("Y03", key.start_mark, "merge")
        value = _value(child, depth + 1, repeated)
        if name in data:
            repeated.append(_Refused("Y02", key.start_mark, key=name))
        else:
            data[name] = value
    return data
