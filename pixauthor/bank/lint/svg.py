"""Pictures in SVG are programs too: what in them runs, or calls elsewhere.

Read with expat, which follows no external entity; a document that declares entities is refused before it can grow.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple
from xml.parsers import expat

_FORBIDDEN: Final = frozenset(
    {"script", "foreignobject", "iframe", "embed", "object", "handler", "listener", "video", "audio"}
)
_ADDRESSES: Final = frozenset({"href", "src", "from", "to", "values", "by", "begin", "data", "action"})
_INSIDE: Final = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif|webp|avif)[;,]|$)", re.IGNORECASE)
_SCHEME: Final = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_URL: Final = re.compile(
    r"@import|url\(\s*[\"']?(?!\s*#)(?!\s*data:image/)|expression\s*\(|-moz-binding", re.IGNORECASE
)
_ANIMATED: Final = frozenset({"set", "animate"})


class Danger(NamedTuple):
    """What is wrong: ``script``, ``event``, ``external``, ``entity`` or ``broken``; on which line, in which words."""

    kind: str
    line: int
    extract: str


class _FoundError(Exception):
    """Leaves the parser at the first fault: the rest need not be read."""


def danger_in(content: bytes) -> Danger | None:
    """Return the first thing in an SVG picture that runs, calls elsewhere or cannot be read, if there is one."""
    parser = expat.ParserCreate(namespace_separator=" ")
    dangers: list[Danger] = []

    def stop(kind: str, extract: str) -> None:
        dangers.append(Danger(kind, parser.CurrentLineNumber, " ".join(extract.split())[:80]))
        raise _FoundError

    _listen(parser, stop)
    try:
        parser.Parse(content, True)
    except _FoundError:
        return dangers[0]
    except (expat.ExpatError, ValueError) as error:
        return Danger("broken", getattr(error, "lineno", 0), str(error)[:80])
    return None


def _listen(parser: expat.XMLParserType, stop: Callable[[str, str], None]) -> None:
    styles: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        element = _local(name)
        if element in _FORBIDDEN:
            stop("script", f"<{element}>")
        for attribute, value in attributes.items():
            _attribute(element, _local(attribute), value, stop)
        styles.append(element)

    def end(_name: str) -> None:
        styles.pop()

    def text(data: str) -> None:
        if styles and styles[-1] == "style" and _URL.search(data):
            stop("external", data)

    parser.buffer_text = True
    parser.buffer_size = 1_000_000
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = lambda name, *_: stop("entity", f"<!ENTITY {name}>")
    parser.ProcessingInstructionHandler = lambda target, data: stop("external", f"<?{target} {data}?>")


def _attribute(element: str, name: str, value: str, stop: Callable[[str, str], None]) -> None:
    written = f"{name}={value}"
    if name.startswith("on"):
        stop("event", written)
    if name in {"href", "src"} and not _INSIDE.match(value):
        # A link is followed only by whoever clicks on it, but may also run: only the web remains.
        if element != "a" or not value.strip().casefold().startswith(("http://", "https://")):
            stop("external", written)
    elif name in _ADDRESSES - {"href", "src"} and element in _ANIMATED and _SCHEME.match(value):
        stop("script", written)
    if element in _ANIMATED and name == "attributename" and _local(value).startswith(("on", "href")):
        stop("script", written)
    if name not in {"href", "src"} and _URL.search(value):
        stop("external", written)


def _local(name: str) -> str:
    return name.rpartition(" ")[2].rpartition(":")[2].casefold()
