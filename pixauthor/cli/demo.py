"""``pixauthor demo``: the whole line on the bank of a workspace, and a page that tells it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from pixauthor.cli.output import say
from pixauthor.locale import current_language, text
from pixauthor.workspace import open_workspace

app = typer.Typer(add_completion=False)


@app.command(help=text("demo.help"))
def demo(
    workspace: Annotated[Path | None, typer.Option("--workspace", help=text("demo.workspace"))] = None,
) -> None:
    """Run the line into ``exports/demo``, which is replaced as a whole when all went well."""
    space, language, now = open_workspace(workspace), current_language(), datetime.now(UTC)
    target = space.exports_dir / "demo"
    with _progress() as bar:
        # The libraries of measure take seconds to load: the bar says so first.
        task = bar.add_task(text("demo.loading"), total=None)
        from pixauthor.demo.line import STOPS, run_line
        from pixauthor.demo.page import render_demo_page

        bar.update(task, total=len(STOPS))
        with _fresh(target) as folder:
            announce = _Announcer(bar, task)
            story = run_line(space, folder, language=language, now=now, announce=announce)
            (folder / "index.html").write_text(render_demo_page(story, language), encoding="utf-8")
    say(text("demo.simulated", n=story.summary.n_candidates))
    say(text("demo.done", path=target / "index.html"))


class _Announcer:
    """Shows a stop while it lasts and leaves a line with its time when it is done."""

    def __init__(self, bar: Progress, task: TaskID) -> None:
        self._bar, self._task = bar, task

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        begun = datetime.now(UTC)
        self._bar.update(self._task, description=text(f"demo.doing.{name}"))
        yield
        seconds = (datetime.now(UTC) - begun).total_seconds()
        self._bar.advance(self._task)
        self._bar.console.print(text("demo.stop-done", name=text(f"demo.doing.{name}"), seconds=f"{seconds:5.1f}"))


def _progress() -> Progress:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=Console(stderr=True, highlight=False), transient=True)


@contextmanager
def _fresh(target: Path) -> Iterator[Path]:
    """Yield an empty folder that becomes ``target`` when the block ends well."""
    draft = target.with_name(f".{target.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        yield draft
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
