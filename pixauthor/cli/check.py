"""``pixauthor check [PATH…]``: everything that is wrong with the items, and what to write instead."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pixauthor.cli.depth import Depth, look_outside
from pixauthor.errors import PixauthorError, Place
from pixauthor.locale import LANGUAGES, choose_language, text
from pixauthor.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from pixauthor.bank.check import CheckReport
    from pixauthor.bank.interactions import Interaction
    from pixauthor.bank.keys import Key
    from pixauthor.bank.lint.rule import Grade, Graded

app = typer.Typer(add_completion=False)


class Export(StrEnum):
    """Exports whose losses can be told; a test holds them to ``lint.export_loss.LOSSES``."""

    QTI3 = "qti3"
    QTI2 = "qti2"
    MOODLE = "moodle"


class Format(StrEnum):
    """How the findings are printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


@app.command(help=text("check.help"))
def check(
    paths: Annotated[list[str] | None, typer.Argument(help=text("check.paths"), show_default=False)] = None,
    format_: Annotated[Format, typer.Option("--format", help=text("check.format"))] = Format.TEXT,
    no_cache: Annotated[bool, typer.Option("--no-cache", help=text("check.no-cache"))] = False,
    thorough: Annotated[bool, typer.Option("--all", help=text("check.all"))] = False,
    links: Annotated[bool, typer.Option("--links", help=text("check.links"))] = False,
    export: Annotated[
        list[Export] | None, typer.Option("--export", help=text("check.export"), show_default=False)
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help=text("cli.lang"), show_default=False)] = "",
) -> None:
    """Check items and print what is wrong with them."""
    if lang and lang not in LANGUAGES:
        raise PixauthorError("cli.unknown-language", language=lang)
    if lang:
        choose_language(lang)
    from pixauthor.bank.report import RENDERERS, has_errors, join_reports

    asked = _asked(map(Path, paths or []))
    exports = tuple(one.value for one in export or ())
    depth = Depth(no_cache=no_cache, thorough=thorough or links, links=links, exports=exports)
    report = join_reports(dict(one for ws, wanted in asked.items() for one in _reports(ws, wanted, depth)))
    sys.stdout.write(RENDERERS[format_.value](report) + "\n")
    raise typer.Exit(1 if has_errors(report) else 0)


def _reports(workspace: Workspace, wanted: tuple[str, ...], depth: Depth) -> Iterator[tuple[str, "CheckReport"]]:
    """Yield the report of each part of a workspace that is asked about, under the name of its folder."""
    for folder, check_part in ((workspace.items_dir, run_check), (workspace.campaigns_dir, _check_campaigns)):
        inside = tuple(_below(path, folder.name) for path in wanted if path.partition("/")[0] == folder.name)
        whole = not wanted or "" in inside
        # Campaigns are not of every workspace, and what reads them takes time to import.
        absent = check_part is _check_campaigns and not folder.is_symlink() and not folder.exists()
        if (whole or inside) and not absent:
            yield show_path(folder), check_part(workspace, () if whole else inside, depth)


def _check_campaigns(workspace: Workspace, wanted: tuple[str, ...], _depth: Depth) -> "CheckReport":
    from pixauthor.campaigns.check import check_campaigns
    from pixauthor.framework.store import read_framework

    framework, _ = read_framework(workspace.items_dir / "framework.yaml")
    return check_campaigns(workspace.campaigns_dir, framework, wanted)


@cache
def _grader() -> "Grade":
    from pixauthor.grading.grade import grade

    return grade


def grade_late(interaction: "Interaction", key: "Key", answer: Any, mode: str) -> "Graded":
    """Grade as ``grading.grade`` does, which is imported when there is something to grade."""
    return _grader()(interaction, key, answer, mode)


def run_check(workspace: Workspace, wanted: tuple[str, ...], depth: Depth) -> "CheckReport":
    """Return the check of the files and folders ``wanted`` of a workspace (all: none), through its cache."""
    from pixauthor.bank.check import CACHE_FILE, THOROUGH_CACHE_FILE, check_bank
    from pixauthor.bank.lint import EVERYDAY, RULES
    from pixauthor.bank.lint.outside import NOTHING_ASKED

    outside, unchecked = look_outside(workspace, depth) if depth.thorough else (NOTHING_ASKED, tuple)
    cache = workspace.exports_dir / (THOROUGH_CACHE_FILE if depth.thorough else CACHE_FILE)
    with told() as on_progress:
        report = check_bank(
            workspace.items_dir,
            grade=grade_late,
            rules=RULES if depth.thorough else EVERYDAY,
            outside=outside,
            exports=depth.exports,
            paths=wanted,
            cache=None if depth.no_cache else cache,
            on_progress=on_progress,
        )
    report = replace(report, notes=tuple(unchecked()))
    if not report.n_files and not report.findings:
        place = Place(path=show_path(workspace.items_dir / (wanted[0] if wanted else "")))
        raise PixauthorError("check.nothing", place=place)
    return report


@contextmanager
def told(label: str = "check.progress") -> Iterator[Callable[[int, int], None] | None]:
    """Yield what moves the progress bar; nothing, and no bar, where nobody looks."""
    if not sys.stderr.isatty():
        yield None
        return
    from pixauthor.cli.output import progress

    with progress() as bar:
        task = bar.add_task(text(label), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _asked(paths: Iterable[Path]) -> dict[Workspace, tuple[str, ...]]:
    """Return, for each workspace, the paths asked about, relative to its root; none: the whole of it."""
    asked: dict[Workspace, tuple[str, ...]] = {}
    for path in paths:
        workspace = _workspace_of(path)
        relative = _relative(path, workspace)
        whole = relative == "" or asked.get(workspace) == ()
        asked[workspace] = () if whole else (*asked.get(workspace, ()), relative)
    return asked or {open_workspace(): ()}


def _workspace_of(path: Path) -> Workspace:
    if not path.exists() and not path.is_symlink():
        raise PixauthorError("files.missing", place=Place(path=str(path)))
    # Links are not followed here: a link in the bank belongs to the bank.
    start = Path(os.path.abspath(path))  # noqa: PTH100 (Path.resolve would follow them)
    for folder in (start, *start.parents):
        if (folder / "items" / "framework.yaml").is_file():
            return Workspace(folder)
    raise PixauthorError("workspace.none", place=Place(path=str(path)))


def _relative(path: Path, workspace: Workspace) -> str:
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 (as above)
    if absolute == workspace.root:
        return ""
    if not any(map(absolute.is_relative_to, (workspace.items_dir, workspace.campaigns_dir))):
        raise PixauthorError("check.nothing", place=Place(path=str(path)))
    return absolute.relative_to(workspace.root).as_posix()


def _below(path: str, folder: str) -> str:
    return path.removeprefix(folder).removeprefix("/")


def show_path(path: Path) -> str:
    """Return the path as seen from the current folder, or whole when it is elsewhere."""
    absolute, here = path.absolute(), Path.cwd()
    return absolute.relative_to(here).as_posix() if absolute.is_relative_to(here) else absolute.as_posix()
