"""Markdown of authors as data that the template of a handout draws: no text ever becomes Typst code.

A node is a JSON object whose ``t`` names it. HTML is text, as on the screen; a picture is one of the item's media, and
anything else than a local file is replaced by its description.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from pixauthor.ids import BLANK_NAME

Node = dict[str, Any]
Picture = Callable[[str], str]
"""Gives the name of a picture in the document by its href; an empty one for a picture that is not of the item."""

_BLANK: Final = re.compile(r"\$\{(" + BLANK_NAME.pattern + r")\}")
_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def no_picture(_href: str) -> str:
    """Show no picture."""
    return ""


def blocks(source: str, picture: Picture = no_picture, blanks: Sequence[str] = ()) -> list[Node]:
    """Return Markdown of several paragraphs as nodes; ``${name}`` becomes a blank when it is one of ``blanks``."""
    tree = SyntaxTreeNode(_MARKDOWN.parse(source))
    return _with_blanks(_children(tree, picture), tuple(blanks))


def inline(source: str, picture: Picture = no_picture) -> list[Node]:
    """Return Markdown of one line as nodes."""
    tree = SyntaxTreeNode(_MARKDOWN.parseInline(source.strip()))
    return _children(tree, picture)


def words(text: str) -> Node:
    """Return text without mark-up as a node."""
    return {"t": "text", "v": text}


def paragraph(*nodes: Node) -> Node:
    """Return a paragraph."""
    return {"t": "p", "c": list(nodes)}


def _children(node: SyntaxTreeNode, picture: Picture) -> list[Node]:
    return [drawn for child in node.children for drawn in _draw(child, picture)]


def _draw(node: SyntaxTreeNode, picture: Picture) -> Iterator[Node]:
    if node.type == "inline":
        yield from _children(node, picture)
    elif node.type in _LEAVES:
        yield _LEAVES[node.type](node)
    elif node.type in _BRANCHES:
        yield {"t": _BRANCHES[node.type], "c": _children(node, picture)}
    else:
        yield _OTHERS[node.type](node, picture)


def _list(node: SyntaxTreeNode, picture: Picture) -> Node:
    start = int(node.attrs.get("start", 1))
    return {"t": node.type, "start": start, "c": [_children(item, picture) for item in node.children]}


def _link(node: SyntaxTreeNode, picture: Picture) -> Node:
    # Paper has no links: the address stands beside the words.
    href, said = str(node.attrs.get("href", "")), _children(node, picture)
    plain = "".join(str(one.get("v", "")) for one in said)
    return {"t": "span", "c": said if plain == href else [*said, words(f" ({href})")]}


def _image(node: SyntaxTreeNode, picture: Picture) -> Node:
    alt = "".join(child.content for child in node.children)
    name = picture(str(node.attrs.get("src", "")))
    return {"t": "image", "file": name, "alt": alt} if name else words(alt)


def _table(node: SyntaxTreeNode, picture: Picture) -> Node:
    rows = [row for part in node.children for row in part.children]
    return {"t": "table", "rows": [[_children(cell, picture) for cell in row.children] for row in rows]}


_LEAVES: Final[Mapping[str, Callable[[SyntaxTreeNode], Node]]] = {
    "text": lambda node: words(node.content),
    "softbreak": lambda _: words(" "),
    "hardbreak": lambda _: {"t": "break"},
    "code_inline": lambda node: {"t": "code", "v": node.content},
    "fence": lambda node: {"t": "pre", "v": node.content.rstrip("\n")},
    "code_block": lambda node: {"t": "pre", "v": node.content.rstrip("\n")},
    "hr": lambda _: {"t": "rule"},
}
# A heading inside a question is no heading of the document: it stands out, and no more.
_BRANCHES: Final = {
    "paragraph": "p",
    "heading": "lead",
    "blockquote": "quote",
    "em": "em",
    "strong": "strong",
    "s": "strike",
}
_OTHERS: Final[Mapping[str, Callable[[SyntaxTreeNode, Picture], Node]]] = {
    "bullet_list": _list,
    "ordered_list": _list,
    "link": _link,
    "image": _image,
    "table": _table,
}


def _with_blanks(nodes: list[Node], names: tuple[str, ...]) -> list[Node]:
    return [made for node in nodes for made in _split(node, names)] if names else nodes


def _split(node: Node, names: tuple[str, ...]) -> Iterator[Node]:
    if node["t"] == "text":
        # Every second part of the split is the name of a blank.
        for at, part in enumerate(_BLANK.split(node["v"])):
            if at % 2 and part in names:
                yield {"t": "blank", "n": names.index(part) + 1}
            elif part:
                yield words(f"${{{part}}}" if at % 2 else part)
    elif node["t"] in ("bullet_list", "ordered_list"):
        yield {**node, "c": [_with_blanks(item, names) for item in node["c"]]}
    elif node["t"] == "table":
        yield {**node, "rows": [[_with_blanks(cell, names) for cell in row] for row in node["rows"]]}
    else:
        yield {**node, "c": _with_blanks(node["c"], names)} if "c" in node else node
