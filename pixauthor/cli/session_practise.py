"""One session in the terminal, from its journal to its result: ask, journal, correct, until the engine stops."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.padding import Padding

from pixauthor.bank.item import Item
from pixauthor.cli.session_forms import Terminal, ask_item, show_files
from pixauthor.cli.session_prose import prose
from pixauthor.cli.session_story import advice, feedback_of, outcome_word, result_lines
from pixauthor.delivery import engine
from pixauthor.delivery.events import AnswerGiven, Event
from pixauthor.delivery.machine import Phase
from pixauthor.delivery.presentation import presented
from pixauthor.delivery.right_answer import right_answer
from pixauthor.delivery.scope import Scope
from pixauthor.delivery.session import SessionState, fold, step
from pixauthor.delivery.store import Journal, append
from pixauthor.errors import PixauthorError
from pixauthor.grading.model import AnswerStatus
from pixauthor.locale import text
from pixauthor.wire import PublicItem

MAX_WIDTH: Final = 96
_SIGNS: Final = {
    AnswerStatus.OK: ("✔", "green"),
    AnswerStatus.PARTIALLY: ("◐", "yellow"),
    AnswerStatus.SKIPPED: ("–", "cyan"),
}
_WRONG: Final = ("✘", "red")


def terminal_for(folder: Path, scratch: Path) -> Terminal:
    """Return the terminal of this process; text is wrapped to a width that is easy to read."""
    console = Console(file=sys.stdout, highlight=False)
    return Terminal(
        console=Console(file=sys.stdout, highlight=False, width=min(console.width, MAX_WIDTH)),
        ask=read_line,
        folder=folder,
        scratch=scratch,
    )


def read_line(prompt: str) -> str:
    """Return one typed line.

    Raises:
        EOFError: at the end of input.
        PixauthorError: when the line is not in the terminal's encoding.
    """
    try:
        # A lone surrogate (a byte that the terminal could not decode) has no place in a journal.
        return input(prompt).encode("utf-8", "replace").decode()
    except UnicodeDecodeError:
        raise PixauthorError("session.input-encoding", encoding=sys.stdin.encoding) from None


def conduct(journal: Journal, scope: Scope, terminal: Terminal) -> Journal:
    """Ask until the engine stops; return the journal with its end. EOFError and Ctrl-C leave a journal to resume."""
    state = fold(journal.events, scope)
    while item := engine.next_item(state, scope):
        if state.phase is Phase.WAITING:
            journal, state = _happen(journal, state, scope, engine.serve(state, item, datetime.now(UTC)))
        value, seconds = _put(item, state, terminal)
        given = engine.answer(state, scope, value, seconds=seconds, at=datetime.now(UTC))
        journal, state = _happen(journal, state, scope, given)
        _correct(item, given, terminal)
    if state.phase is Phase.WAITING:
        journal, state = _happen(journal, state, scope, engine.close(state, scope, datetime.now(UTC)))
    show_result(state, scope, terminal)
    return journal


def _happen(journal: Journal, state: SessionState, scope: Scope, event: Event) -> tuple[Journal, SessionState]:
    # The state first: an illegal event is never written.
    following = step(state, event, scope)
    return append(journal, event), following


def _put(item: Item, state: SessionState, terminal: Terminal) -> tuple[object, float]:
    assert state.started is not None  # noqa: S101 - a question is being asked
    public = presented(item, state.started.seed)
    terminal.rule("question", number=state.served[-1].attempt, most=state.started.max_items, level=item.level)
    _show(public, terminal)
    began = time.monotonic()
    value = ask_item(public.type, public.interaction, terminal)
    return value, round(time.monotonic() - began, 1)


def _show(public: PublicItem, terminal: Terminal) -> None:
    terminal.show(prose(public.stem))
    if public.illustration:
        path = terminal.folder / public.illustration.href
        terminal.say("illustration", alt=public.illustration.alt, path=path)
    if public.alternative_text:
        terminal.show(prose(public.alternative_text))
    show_files([{"label": file.label, "href": file.href} for file in public.attachments], terminal)
    for link in public.links:
        terminal.say("link", label=link["label"] or link["url"], url=link["url"])
    if public.timer_seconds:
        terminal.say("timer", seconds=public.timer_seconds)
    terminal.show("")


def _correct(item: Item, given: AnswerGiven, terminal: Terminal) -> None:
    status = given.outcome.status
    sign, style = _SIGNS.get(status, _WRONG)
    terminal.show(f"[{style} bold]{sign} {outcome_word(status)}[/]")
    for words in feedback_of(item, given):
        terminal.show(prose(words))
    answer = right_answer(item)
    if status is not AnswerStatus.OK and answer:
        terminal.say("right-answer")
        terminal.show(Padding(prose(answer), (0, 0, 0, 2)))
    # Who succeeded needs no help to succeed.
    shown = [one for one in item.tutorials if status is not AnswerStatus.OK or one.kind == "to-learn-more"]
    for tutorial in shown:
        terminal.say("tutorial", title=tutorial.title)
        terminal.show(Padding(prose(f"{tutorial.text}\n\n{tutorial.url}".strip()), (0, 0, 0, 2)))


def show_result(state: SessionState, scope: Scope, terminal: Terminal) -> None:
    """Print the result, and what to work on next."""
    terminal.rule("result-title")
    for line in result_lines(state, scope):
        terminal.show(prose(line))
    todo = advice(state, scope)
    if todo:
        terminal.say("advice")
    for skill, tutorials in todo:
        titles = "".join(f"\n    - {tutorial.title}" for tutorial in tutorials)
        terminal.show(prose(f"- {skill}{titles}"))


def paused(journal: Journal) -> str:
    """Return how to go on with a session that was left."""
    return text("session.paused", session=journal.started.session, path=journal.path)
