"""``pixauthor item show``: one item as the candidate reads it, and what its authors know of it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pixauthor.cli.output import console, print_json, print_table, say
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal, whole
from pixauthor.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from pixauthor.bank.item import Item
    from pixauthor.bank.search_index import Measured

_ABOUT = ("status", "version", "author", "review", "created", "updated", "validated", "expires", "perishable")
_MORE = ("family", "translation", "geography", "didactics", "accessibility", "conduct", "licence", "silenced")

_SECRET = ("key", "scoring", "feedback")


def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help=text("item.id"))],
    key: Annotated[bool, typer.Option("--key", help=text("item.show.key"))] = False,
    workspace: Annotated[Path | None, typer.Option("--workspace", help=text("item.workspace"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=text("item.json"))] = False,
) -> None:
    """Print one item; its key only when asked."""
    from pixauthor.bank.store import load_item
    from pixauthor.calibration.measures import load_measures
    from pixauthor.cli.item_find import find_items
    from pixauthor.source.reader import read_document

    space = open_workspace(workspace)
    path = space.items_dir / find_items(space, [id_])[0]
    item = load_item(path)
    document = read_document(path).document
    data = document.data if document else {}
    measured = load_measures(space.exports_dir).get(item.reference)
    if as_json:
        print_json(_encode(item, data, measured, key))
        return
    _print_question(item)
    if key:
        _print_key(item, data)
    _print_about(item, data, space)
    _print_measures(measured)


def _encode(item: "Item", data: dict[str, Any], measured: "Measured | None", key: bool) -> dict[str, Any]:
    from pixauthor.bank.public import publish

    about = _picked(data, *_ABOUT, *_MORE)
    secret = _picked(data, *_SECRET, "tests") if key else {}
    calibration = measured._asdict() if measured else None
    shown = {**asdict(publish(item)), "title": item.title, "skill": item.skill, "level": item.level}
    return {"format": "pixauthor-item/1", **shown, **about, **secret, "calibration": calibration}


def _picked(data: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: data[name] for name in names if name in data}


def _print_question(item: "Item") -> None:
    from rich.panel import Panel

    from pixauthor.bank.public import publish
    from pixauthor.cli.item_drawing import draw

    title = f"{item.reference} – {text(f'widgets.types.{item.type.value}')}"
    console().print(Panel(draw(publish(item)), title=title, title_align="left"))


def _print_key(item: "Item", data: dict[str, Any]) -> None:
    from pixauthor.bank.changes import flatten, name_field
    from pixauthor.cli.session_prose import printable, prose
    from pixauthor.delivery.right_answer import right_answer

    say(text("item.show.right"))
    console().print(prose(right_answer(item)))
    rows = [(name_field(name), printable(value)) for name, value in flatten(_picked(data, *_SECRET)).items()]
    print_table("", [text("item.column.field"), text("item.column.value")], rows)


def _print_about(item: "Item", data: dict[str, Any], space: Workspace) -> None:
    from pixauthor.bank.changes import flatten, name_field
    from pixauthor.cli.session_prose import printable

    known = flatten(_picked(data, *_ABOUT, *_MORE))
    rows = [*_place_rows(item, space), *((name_field(name), value) for name, value in known.items())]
    columns = [text("item.column.field"), text("item.column.value")]
    print_table("", columns, [(name, printable(value)) for name, value in rows])


def _place_rows(item: "Item", space: Workspace) -> Iterator[tuple[str, str]]:
    from pixauthor.bank.changes import name_field

    language, framework = current_language(), space.framework
    competence, skill = framework.competences.get(item.competence), framework.skills.get(item.skill)
    yield name_field(["title"]), item.title
    yield name_field(["competence"]), f"{item.competence} {competence.title.get(language, '') if competence else ''}"
    yield name_field(["skill"]), f"{item.skill} – {skill.description.get(language, '') if skill else ''}".strip(" –")
    yield name_field(["level"]), str(item.level)


def _print_measures(measured: "Measured | None") -> None:
    from pixauthor.cli.item_words import said

    if measured is None:
        say(text("item.show.not-calibrated"))
        return
    language = current_language()
    numbers = {"p": measured.p, "b": measured.b, "a": measured.a, "r_rest": measured.r_rest}
    rows = [("n", whole(measured.n, language))]
    rows += [(name, decimal(value, 2, language)) for name, value in numbers.items() if value is not None]
    rows += [("flags", said("calibration.flag", flag)) for flag in measured.flags]
    rows += [("verdict", said("calibration.verdict", measured.verdict))]
    columns = [text("item.column.measure"), text("item.column.value")]
    print_table(text("item.show.measures"), columns, [(text(f"item.measure.{name}"), value) for name, value in rows])
