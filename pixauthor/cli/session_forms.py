"""Ask a published item in a terminal and read the answer: one function per way of answering.

They see what a candidate may see and nothing else. An empty line skips the question (None).
"""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase
from typing import Any, Final

from rich.console import Console, RenderableType
from rich.text import Text

from pixauthor.cli.session_prose import inline, printable, prose
from pixauthor.cli.session_simulator import write_frame
from pixauthor.errors import PixauthorError
from pixauthor.files import read_bytes
from pixauthor.locale import text

Fields = Mapping[str, Any]
_BLANK: Final = re.compile(r"\$\{(\w+)\}")
_PAIR: Final = re.compile(r"(\d+)\s*[-:=]?\s*([a-z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """Where questions are put: ``ask`` shows a prompt and returns a line (EOFError at the end of input)."""

    console: Console
    ask: Callable[[str], str]
    folder: Path
    """Folder of the item's media."""
    scratch: Path
    """Folder where a page may be written for the browser."""

    def show(self, shown: RenderableType) -> None:
        """Print something."""
        self.console.print(shown)

    def say(self, message: str, **fields: Any) -> None:
        """Print a sentence of the catalogue, on one line however long: it may hold a path to copy."""
        self.console.print(printable(text(f"session.{message}", **fields)), markup=False, soft_wrap=True)

    def rule(self, message: str, **fields: Any) -> None:
        """Print a title over the whole width."""
        self.console.print()
        self.console.rule(Text(text(f"session.{message}", **fields)), align="left")

    def line(self, message: str, **fields: Any) -> str:
        """Ask with a sentence of the catalogue."""
        return self.ask(printable(text(f"session.{message}", **fields)) + " ").strip()


def ask_item(kind: str, fields: Fields, terminal: Terminal) -> Any:
    """Ask one interaction and return the answer as it goes on the wire; None: skipped."""
    return _FORMS[kind](fields, terminal)


def _one_of(fields: Fields, terminal: Terminal) -> str | None:
    letters = _lettered(fields["options"], terminal)
    return _until(terminal, "ask-one", letters.get, choices=_span(letters))


def _several_of(fields: Fields, terminal: Terminal) -> list[str] | None:
    letters = _lettered(fields["options"], terminal)

    def read(line: str) -> list[str] | None:
        typed = re.findall(r"[a-z]", line)
        return [letters[one] for one in dict.fromkeys(typed)] if typed and set(typed) <= set(letters) else None

    return _until(terminal, "ask-several", read, choices=_span(letters))


def _typed(fields: Fields, terminal: Terminal) -> str | None:
    label = fields["label"] or text("session.your-answer")
    unit = f" ({fields['unit']})" if fields.get("unit") else ""
    return terminal.line("ask-field", label=label + unit, hint=_hint(fields["placeholder"])) or None


def _fill(fields: Fields, terminal: Terminal) -> dict[str, str] | None:
    places = {blank["name"]: place for place, blank in enumerate(fields["blanks"], start=1)}
    terminal.show(prose(_BLANK.sub(lambda match: f"[…{places.get(match[1], match[1])}…]", fields["template"])))
    filled = {blank["name"]: _ask_blank(blank, places[blank["name"]], terminal) for blank in fields["blanks"]}
    return {name: typed for name, typed in filled.items() if typed} or None


def _ask_blank(blank: Fields, place: int, terminal: Terminal) -> str | None:
    label = blank["label"] or text("session.blank", place=place)
    if not blank["options"]:
        return terminal.line("ask-blank", place=place, label=label, hint=_hint(blank["placeholder"])) or None
    terminal.say("blank-options", place=place, label=label)
    return _one_of({"options": [{"id": option, "text": option} for option in blank["options"]]}, terminal)


def _order(fields: Fields, terminal: Terminal) -> list[str] | None:
    letters = _lettered(fields["entries"], terminal)

    def read(line: str) -> list[str] | None:
        typed = re.findall(r"[a-z]", line)
        return [letters[one] for one in typed] if sorted(typed) == sorted(letters) else None

    example = " ".join(reversed(letters))
    return _until(terminal, "ask-order", read, choices=_span(letters), example=example)


def _match(fields: Fields, terminal: Terminal) -> dict[str, str] | None:
    sources = {str(place): source["id"] for place, source in enumerate(fields["sources"], start=1)}
    for place, source in enumerate(fields["sources"], start=1):
        terminal.show(inline(f"{place}", source["text"]))
    terminal.show("")
    letters = _lettered(fields["targets"], terminal)

    def read(line: str) -> dict[str, str] | None:
        pairs = _PAIR.findall(line)
        whole = not re.sub(r"[\s,;]", "", _PAIR.sub("", line))
        known = all(number in sources and letter in letters for number, letter in pairs)
        once = len({number for number, _ in pairs}) == len(pairs)
        return {sources[number]: letters[letter] for number, letter in pairs} if whole and known and once else None

    return _until(terminal, "ask-match", read, choices=_span(letters))


def _file_task(fields: Fields, terminal: Terminal) -> Any:
    terminal.say("files")
    show_files(fields["files"], terminal)
    return ask_item(fields["response"]["type"], fields["response"], terminal)


def _upload(fields: Fields, terminal: Terminal) -> dict[str, str] | None:
    def read(line: str) -> dict[str, str] | None:
        path = Path(line.strip("'\"")).expanduser()
        try:
            content = read_bytes(path, fields["max_bytes"])
        except PixauthorError as error:
            terminal.show(Text(error.render(), style="red"))
            return None
        return {"name": path.name, "content": b64encode(content).decode("ascii")}

    kinds = ", ".join(f".{extension}" for extension in fields["extensions"])
    return _until(terminal, "ask-upload", read, lower=False, kinds=kinds, limit=fields["max_bytes"])


def _simulator(fields: Fields, terminal: Terminal) -> str | None:
    page = write_frame(terminal.folder / fields["page"], terminal.scratch, title=fields["title"])
    terminal.say("simulator", path=page)
    return terminal.line("ask-simulator") or None


def show_files(files: Sequence[Fields], terminal: Terminal) -> None:
    """Print where files of the item are."""
    for file in files:
        terminal.say("file", label=file["label"] or file["href"], path=terminal.folder / file["href"])


def _until(
    terminal: Terminal, message: str, read: Callable[[str], Any], *, lower: bool = True, **fields: Any
) -> Any | None:
    """Ask until ``read`` understands the line, or the line is empty."""
    while line := terminal.line(message, **fields):
        answer = read(line.lower() if lower else line)
        if answer is not None:
            return answer
        terminal.say("not-understood")
    return None


def _lettered(options: Sequence[Fields], terminal: Terminal) -> dict[str, str]:
    letters = {letter: option["id"] for letter, option in zip(ascii_lowercase, options, strict=False)}
    for letter, option in zip(ascii_lowercase, options, strict=False):
        terminal.show(inline(letter, option["text"]))
    return letters


def _span(letters: Mapping[str, str]) -> str:
    return f"{min(letters)}–{max(letters)}"


def _hint(placeholder: str) -> str:
    return f" ({placeholder})" if placeholder else ""


_FORMS: Final[Mapping[str, Callable[[Fields, Terminal], Any]]] = {
    "single-choice": _one_of,
    "multiple-choice": _several_of,
    "short-text": _typed,
    "number": _typed,
    "blanks": _fill,
    "dependent-blanks": _fill,
    "ordering": _order,
    "matching": _match,
    "file-task": _file_task,
    "upload": _upload,
    "simulator": _simulator,
}
