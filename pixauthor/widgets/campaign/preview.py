"""Every item that a campaign can serve, one at a time, as the pupil sees it; keys only when asked for."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import anywidget
import traitlets

from pixauthor.bank.item import Item
from pixauthor.bundles.handout_store import handout_path, write_handout
from pixauthor.campaigns.plan import Plan
from pixauthor.delivery.presentation import presented
from pixauthor.errors import PixauthorError
from pixauthor.grading.grade import grade
from pixauthor.grading.model import AnswerStatus
from pixauthor.grading.shape import MalformedAnswer
from pixauthor.locale import catalogue, current_language, text
from pixauthor.widgets._shared.assemble import assemble_script, assemble_style
from pixauthor.widgets.campaign.edits import Command
from pixauthor.widgets.campaign.form import CampaignForm
from pixauthor.widgets.markdown import render_block
from pixauthor.widgets.present import item_texts, present
from pixauthor.widgets.preview.key_view import describe_key
from pixauthor.widgets.store import load_drawing

FILTERS: Final = ("level", "competence", "type")
SEED: Final = 0


class CampaignPreview(anywidget.AnyWidget):
    """The items of the campaign of a form; it follows the form.

    Inherits from AnyWidget, which is how Jupyter knows a widget.
    """

    _esm = assemble_script("campaign/morph.js", "campaign/preview.js")
    _css = assemble_style("campaign/index.css")
    playlist = traitlets.Dict().tag(sync=True)
    card = traitlets.Dict().tag(sync=True)
    said = traitlets.Dict().tag(sync=True)
    notice = traitlets.Unicode().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode().tag(sync=True)

    def __init__(self, form: CampaignForm) -> None:
        """Show the items of the campaign of ``form``."""
        self._form = form
        self._filters: dict[str, str] = {}
        self._start()
        language = current_language()
        texts = {**catalogue(language, "campaign")["preview"], "item": dict(item_texts(language))}
        super().__init__(texts=texts, language=language)
        form.observe(self._follow, "revision")
        self._draw()
        self.on_msg(self._receive)

    @property
    def items(self) -> tuple[Item, ...]:
        """The items that the filters leave, from easy to hard."""
        found = self._plan.items if self._plan else ()
        return tuple(
            one for one in found if all(value in ("", _facet(one, name)) for name, value in self._filters.items())
        )

    def filter(self, **chosen: str) -> None:
        """Leave the items of a level, a competence or a type; an empty text: all."""
        self._filters = {**self._filters, **{name: chosen[name] for name in FILTERS if name in chosen}}
        self._draw()

    def go(self, item: str) -> None:
        """Show an item."""
        self._chosen = item
        self._draw()

    def answer(self, value: Any) -> None:
        """Say what an answer to the item shown is worth, with its feedback, as the pupil reads it after answering."""
        item = self._shown
        if item is None:
            return
        try:
            outcome = grade(item.interaction, item.key, value)
        except MalformedAnswer as error:
            self.said = {"problem": error.render(self.language)}
            return
        right = outcome.status is AnswerStatus.OK
        words = [item.feedback.ok if right else item.feedback.ko]
        chosen = value if isinstance(value, list) else [value]
        words += [item.feedback.options[one] for one in chosen if isinstance(one, str) and one in item.feedback.options]
        status = text(f"widgets.outcomes.{outcome.status}", self.language)
        html = render_block("\n\n".join(one for one in words if one))
        self.said = {"good": right, "status": status, "html": html, "locale": item.locale}

    def show_key(self) -> None:
        """Show the key of the item shown."""
        if self._shown is not None:
            self.said = {**self.said, "key": describe_key(self._shown, self.language)}

    def write_handout(self, *, keys: bool) -> None:
        """Write the sheet of the campaign under ``exports``. Raises: when it cannot be made."""
        space = self._form.workspace
        plan = self._form.plan
        if plan is None:
            raise PixauthorError("campaign.no-plan")
        path = handout_path(space.exports_dir, plan.campaign.id, keys=keys)
        made = write_handout(plan, space.items_dir, path, keys=keys, language=plan.campaign.locale)
        shown = path.relative_to(space.root).as_posix()
        lines = [text("campaign.cli.written", self.language, path=shown, items=len(plan.items))]
        if made.missing:
            lines.append(text("campaign.cli.undrawn", self.language, signs=" ".join(made.missing)))
        self.notice = "\n".join(lines)

    @property
    def _shown(self) -> Item | None:
        items = self.items
        return next((one for one in items if one.id == self._chosen), items[0] if items else None)

    def _start(self) -> None:
        self._campaign, self._plan = self._form.shell["chosen"], self._form.plan
        self._filters = dict.fromkeys(FILTERS, "")
        self._chosen = ""

    def _follow(self, _change: Any) -> None:
        if self._form.shell["chosen"] != self._campaign:
            self._start()
        # While its text has a fault of form, what could last be read of a campaign stays.
        self._plan = self._form.plan or self._plan
        self._draw()

    def _draw(self) -> None:
        items, item = self.items, self._shown
        rows = [{"id": one.id, "label": _label(one, self.language)} for one in items]
        at = next((at for at, one in enumerate(items) if item and one.id == item.id), -1)
        self.playlist = {
            "rows": rows,
            "at": at,
            "of": len(self._plan.items) if self._plan else 0,
            "filters": self._filters,
            "options": _options(self._plan, self.language) if self._plan else {},
        }
        if item is None:
            self.card, self.said = {}, {}
        elif self.card.get("id") != item.id:
            self.said = {}
            self.card = {"id": item.id, **self._card(item)}

    def _card(self, item: Item) -> dict[str, Any]:
        folder = self._form.workspace.items_dir / item.competence
        try:
            _, media, pages = load_drawing(item, folder)
        except PixauthorError as error:
            return {"problem": error.render(self.language), "title": item.title}
        level = text("widgets.preview.level", self.language, level=item.level)
        kind = text(f"widgets.types.{item.type}", self.language)
        caption = f"{item.id} – {kind} – {level}"
        return {"item": present(presented(item, SEED), pages), "media": media, "caption": caption, "title": item.title}

    def _receive(self, _widget: Any, command: Command, _buffers: Any) -> None:
        try:
            _COMMANDS[str(command["do"])](self, command)
        except PixauthorError as error:
            self.notice = error.render()


def _facet(item: Item, name: str) -> str:
    return {"level": str(item.level), "competence": item.competence, "type": item.type.value}[name]


def _label(item: Item, language: str) -> str:
    level = text("widgets.preview.level", language, level=item.level)
    return f"{level} – {item.competence} – {item.title}"


def _options(plan: Plan, language: str) -> dict[str, list[dict[str, str]]]:
    """Return what each filter offers: what the items of the campaign have."""
    names: Mapping[str, Callable[[str], str]] = {
        "level": lambda value: text("widgets.preview.level", language, level=value),
        "competence": lambda value: f"{value} {plan.framework.competences[value].title[language]}",
        "type": lambda value: text(f"widgets.types.{value}", language),
    }
    found = {name: sorted({_facet(item, name) for item in plan.items}) for name in FILTERS}
    return {name: [{"value": one, "label": names[name](one)} for one in values] for name, values in found.items()}


_COMMANDS: Final[Mapping[str, Callable[[CampaignPreview, Command], object]]] = {
    "filter": lambda preview, command: preview.filter(**{str(command["name"]): str(command["value"])}),
    "go": lambda preview, command: preview.go(str(command["item"])),
    "answer": lambda preview, command: preview.answer(command["value"]),
    "key": lambda preview, _: preview.show_key(),
    "handout": lambda preview, command: preview.write_handout(keys=bool(command["keys"])),
}
