"""A YAML file as a value: plain data, and the place of every part of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pixauthor.errors import Place
from pixauthor.findings import Finding

if TYPE_CHECKING:
    # It takes time, and a document that is never asked for a place does not need it.
    from yaml.nodes import MappingNode, ScalarNode, SequenceNode

    Node = MappingNode | SequenceNode | ScalarNode


@dataclass(frozen=True, kw_only=True)
class Document:
    """What a file says.

    ``data`` is made of dict (keys are text), list, str, int, float, bool and None; ``path`` is the name shown in
    places. ``compose`` makes the nodes, which know where they stand: most documents are never asked.
    """

    path: str
    data: dict[str, Any]
    compose: Callable[[], "Node"] = field(repr=False)

    @cached_property
    def root(self) -> "Node":
        """The node of the whole document."""
        return self.compose()

    def place(self, *pointer: str | int) -> Place:
        """Return where the value at ``pointer`` starts; its nearest ancestor when there is none."""
        return _place_of(self.path, self._find(pointer)[1])

    def place_of_key(self, *pointer: str | int) -> Place:
        """Return where the key of the value at ``pointer`` stands."""
        return _place_of(self.path, self._find(pointer)[0])

    def source_of(self, *pointer: str | int) -> str:
        """Return the word written at ``pointer`` (``1.10``, where the value is 1.1); empty for a list or a mapping."""
        node = self._find(pointer)[1]
        return str(node.value) if node.id == "scalar" else ""

    def _find(self, pointer: Sequence[str | int]) -> tuple["Node", "Node"]:
        key = value = self.root
        for step in pointer:
            found = _step(value, step)
            if found is None:
                break
            key, value = found
        return key, value


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of reading a file: a document when there was one to make, and the faults found on the way."""

    document: Document | None = None
    findings: tuple[Finding, ...] = ()


def _step(node: "Node", step: str | int) -> tuple["Node", "Node"] | None:
    if node.id == "mapping":
        return next(((key, value) for key, value in node.value if key.value == str(step)), None)
    if node.id == "sequence" and isinstance(step, int) and 0 <= step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _place_of(path: str, node: "Node") -> Place:
    return Place(path=path, line=node.start_mark.line + 1, column=node.start_mark.column + 1)
