"""The bench of reviewers as a widget of JupyterLab: queue, item, check-list, threads, history."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import anywidget
import traitlets

from pixauthor.bank.codec import decode_item
from pixauthor.bank.people import People, Person
from pixauthor.bank.search_store import CACHE_FILE, load_index
from pixauthor.delivery.presentation import shuffled
from pixauthor.errors import PixauthorError
from pixauthor.locale import catalogue, current_language, text
from pixauthor.reviewing.desk import Dossier, Request
from pixauthor.reviewing.model import Act
from pixauthor.reviewing.people import person_named
from pixauthor.reviewing.refused import Refused
from pixauthor.reviewing.store import Reviews
from pixauthor.widgets._shared.assemble import assemble_script, assemble_style
from pixauthor.widgets.present import item_texts, present
from pixauthor.widgets.review.diff_view import diff_view
from pixauthor.widgets.review.item_view import item_view
from pixauthor.widgets.review.queue_view import queue_view, who_view
from pixauthor.widgets.review.state import Command, ReviewState, reduce, told
from pixauthor.widgets.store import load_drawing
from pixauthor.workspace import Workspace

_SCRIPTS: Final = tuple(f"review/{name}.js" for name in ("parts", "checklist", "threads", "diff", "index"))
_DECISIONS: Final = (Act.APPROVE, Act.ASK_CHANGES)


class ReviewWidget(anywidget.AnyWidget):
    """The queue of reviews; an item as seen, with what the check says; check-list, threads, history and decisions.

    Inherits from AnyWidget, which is how Jupyter knows a widget.
    """

    _esm = assemble_script(*_SCRIPTS)
    _css = assemble_style("review/index.css")
    who = traitlets.Dict().tag(sync=True)
    queue = traitlets.Dict().tag(sync=True)
    item = traitlets.Dict().tag(sync=True)
    diff = traitlets.Dict().tag(sync=True)
    notice = traitlets.Dict().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        workspace: Workspace,
        *,
        person: str = "",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Show the queue.

        Args:
            workspace: whose items are reviewed.
            person: id of who is there; by default PIXAUTHOR_USER, else whom git knows, else whoever they choose.
            clock: tells the time, with its zone.

        Raises:
            PixauthorError: when the file of people is faulty, or ``person`` nobody.
        """
        self._workspace = workspace
        self._reviews = Reviews(items_dir=workspace.items_dir, exports_dir=workspace.exports_dir)
        self._clock = clock
        self._language = current_language()
        people = self._reviews.people()
        present_one = person_named(people, person) if person else self._reviews.present(os.environ)
        self._state = ReviewState(person=present_one.id if present_one else "")
        texts: dict[str, Any] = dict(catalogue(self._language, "review"))
        super().__init__(texts=texts | {"item": dict(item_texts(self._language))}, language=self._language)
        self._show()
        self.on_msg(self._receive)

    def send_command(self, command: Command) -> None:
        """Do what the browser asks, then show it; what is refused is said, and what was typed stays."""
        self._state, request = reduce(self._state, command)
        # At once, so that the browser never draws half of what came of it.
        with self.hold_sync():
            try:
                if request is None or self._do(request):
                    self._show()
            except PixauthorError as error:
                self._state = told(self._state, error.render(self._language), good=False)
            self._tell()

    def choose(self, id_: str) -> None:
        """Open an item by its id. Raises: ``item.unknown`` when there is none."""
        path = next((row["path"] for row in self._rows() if row["id"] == id_), None)
        if path is None:
            raise PixauthorError("item.unknown", id=id_)
        self.send_command({"do": "open", "path": path})

    def _do(self, request: Request) -> bool:
        people = self._reviews.people()
        if not self._state.person:
            raise PixauthorError("review.choose")
        person = person_named(people, self._state.person)
        done = self._reviews.do(self._state.path, request, person, now=self._clock())
        if isinstance(done, Refused):
            self._state = told(self._state, done.render(self._language), good=False)
            return False
        words = text(f"review.done.{request.action.value}", self._language)
        fields = {"person": person.name, "done": words, "item": self._state.path.rpartition("/")[2][:-5], "id": done.id}
        self._state = told(self._state, text("review.cli.written", self._language, **fields), good=True)
        return True

    def _show(self) -> None:
        people = self._reviews.people()
        person = self._person(people)
        state, language = self._state, self._language
        index = load_index(self._workspace.items_dir, cache=self._workspace.exports_dir / CACHE_FILE)
        rows = self._reviews.queue(index.rows, person)
        names = {one.id: one.name for one in people} if people else {}
        self.who = who_view(people, person, language)
        self.queue = queue_view(rows, state, names, language)
        if state.path:
            dossier = self._reviews.open(state.path, people)
            self.item = self._item(dossier, person)
            path = self._workspace.items_dir / state.path
            self.diff = diff_view(path, (state.before, state.after), _last_review(dossier, person), language)

    def _item(self, dossier: Dossier, person: Person | None) -> dict[str, Any]:
        item = decode_item(dossier.data)
        public, media, pages = load_drawing(item, (self._workspace.items_dir / dossier.path).parent)
        return item_view(
            dossier,
            item,
            {"item": present(shuffled(public, 0), pages), "media": media},
            person=person,
            findings=self._reviews.findings(dossier.path),
            ties=self._reviews.ties(item.id),
            language=self._language,
        )

    def _person(self, people: People | None) -> Person | None:
        if not self._state.person:
            return None
        return person_named(people, self._state.person)

    def _tell(self) -> None:
        # A number that grows, so that the browser hears of a sentence that is said twice.
        serial = self.notice.get("serial", 0) + 1
        self.notice = {"words": self._state.notice, "good": self._state.good, "serial": serial}

    def _rows(self) -> list[dict[str, str]]:
        index = load_index(self._workspace.items_dir, cache=self._workspace.exports_dir / CACHE_FILE)
        return [{"path": row.path, "id": row.id} for row in index.rows]

    def _receive(self, _widget: Any, command: Command, _buffers: Any) -> None:
        self.send_command(command)


def _last_review(dossier: Dossier, person: Person | None) -> str:
    """Return the moment of the last decision of a person on the item; "" when there is none."""
    mine = [one.at for one in dossier.log if person and one.by == person.id and one.do in _DECISIONS]
    return mine[-1] if mine else ""
