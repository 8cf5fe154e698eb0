"""The bench of a calibration in JupyterLab: a form, a run that can be stopped, items beside their plots."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import anywidget
import traitlets

from pixauthor.calibration.figures import Figure, titled_svg, to_pdf
from pixauthor.calibration.model import Calibration, Design
from pixauthor.errors import PixauthorError
from pixauthor.files import write_atomic
from pixauthor.locale import catalogue, current_language, text
from pixauthor.widgets._shared.assemble import assemble_style, join_modules
from pixauthor.widgets.calibration.choices import FIELDS, data_sets, first_choice, options_of
from pixauthor.widgets.calibration.job import CANCELLED, RUNNING, Job, Outcome
from pixauthor.widgets.calibration.view import COLUMNS, Drawing, item_figures, overviews, rows_of, words_of
from pixauthor.widgets.figures import render_figure
from pixauthor.widgets.report.items import filter_texts, verdict_texts
from pixauthor.widgets.report.page import render_study
from pixauthor.widgets.trial import Trial
from pixauthor.workspace import Workspace

_SCRIPTS: Final = ("_shared/dom.js", "_shared/sortable.js", "_shared/history.js", "calibration/index.js")
_SHEETS: Final = ("figures.css", "_shared/sortable.css", "calibration/index.css")
_IDLE: Final[Mapping[str, Any]] = {"phase": "idle", "history": [], "change": None, "step": "", "message": ""}
_FORMATS: Final[Mapping[str, Callable[[Figure], bytes]]] = {
    "svg": lambda figure: titled_svg(figure).encode(),
    "pdf": to_pdf,
}
_UNSAFE: Final = re.compile(r"[^\w@.-]+")


class CalibrationWidget(anywidget.AnyWidget):
    """Choose data and model, calibrate, stop; then every item with its numbers, its reasons and its plots.

    Inherits from AnyWidget, which is how Jupyter knows a widget.
    """

    _esm = join_modules(*_SCRIPTS)
    _css = assemble_style(*_SHEETS)
    options = traitlets.Dict().tag(sync=True)
    choice = traitlets.Dict().tag(sync=True)
    progress = traitlets.Dict().tag(sync=True)
    items: Any = traitlets.List().tag(sync=True)
    chosen = traitlets.Dict().tag(sync=True)
    overview = traitlets.Dict().tag(sync=True)
    notice = traitlets.Unicode().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode().tag(sync=True)

    def __init__(self, workspace: Workspace, trials: Iterable[Trial] = (), design: Design | None = None) -> None:
        """Show the form; nothing runs before ``start``.

        Args:
            workspace: whose items are calibrated, on its responses if there are any.
            trials: other responses to choose from.
            design: what is chosen at first.
        """
        self._workspace = workspace
        self._sets = data_sets(workspace, trials)
        self._job: Job | None = None
        self._drawings: dict[str, Drawing] = {}
        self._figures: dict[str, tuple[Figure, ...]] = {}
        language = current_language()
        texts: dict[str, Any] = dict(catalogue(language, "bench"))
        texts |= {"filter": filter_texts(language), "verdicts": verdict_texts(language)}
        texts["columns"] = {name: text(f"report.column.{name}", language) for name in COLUMNS}
        texts["axes"] = {name: text(f"figures.{name}", language) for name in ("iteration", "loglik", "history")}
        super().__init__(
            options=options_of(self._sets, workspace),
            choice=first_choice(self._sets, design or Design()),
            progress=dict(_IDLE),
            texts=texts,
            language=language,
        )
        self.on_msg(self._receive)

    def start(self, **choice: str) -> None:
        """Begin to calibrate what the form says, with these changes; a run that is under way goes on instead.

        Raises:
            PixauthorError: when there are no responses.
        """
        if self._job is not None and self._job.is_alive():
            return
        self.choice = {**self.choice, **{name: choice[name] for name in FIELDS if name in choice}}
        if self.choice["data"] not in self._sets:
            raise PixauthorError("responses.none")
        self.items, self.chosen, self.overview, self.notice = [], {}, {}, ""
        self.progress = {**_IDLE, "phase": RUNNING}
        folder = self._sets[self.choice["data"]].folder
        self._job = Job(self._workspace, folder, self.choice, self._hear, self._fill)
        self._job.start()

    def cancel(self) -> None:
        """Ask the run to stop."""
        if self._job is not None:
            self._job.cancel()

    def wait(self) -> Calibration:
        """Return the calibration once it is there.

        Raises:
            PixauthorError: when it was refused, stopped, or never begun.
        """
        if self._job is None:
            raise PixauthorError("bench.not-begun")
        self._job.join()
        if self._job.error is not None:
            raise self._job.error
        if self._job.outcome is None:
            raise PixauthorError("bench.cancelled" if self.progress["phase"] == CANCELLED else "bench.failed")
        return self._job.outcome.calibration

    def choose(self, item: str) -> None:
        """Show the plots of an item."""
        study = self._outcome.study
        figures = self._draw(item, lambda: item_figures(study, item))
        self.chosen = {"item": item, "html": _render(figures), "words": words_of(study, item)}

    def show(self, name: str) -> None:
        """Show a plot of the whole calibration, by its name in the list."""
        figures = self._draw(f"overview {name}", lambda: [self._drawings[name]()])
        self.overview = {**self.overview, "name": name, "html": _render(figures)}

    def export(self, what: str, form: str) -> list[Path]:
        """Write the plots of the chosen item (``"item"``) or the one above (``"overview"``) as ``svg`` or ``pdf``."""
        key = self.chosen["item"] if what == "item" else f"overview {self.overview['name']}"
        folder = self._outcome.path.parent / "figures"
        paths = []
        for figure in self._figures[key]:
            path = folder / f"{_UNSAFE.sub('-', figure.title).strip('-')}.{form}"
            write_atomic(path, _FORMATS[form](figure))
            paths.append(path)
        self.notice = text("bench.written", self.language, n=len(paths), path=self._said(folder))
        return paths

    def write_report(self) -> Path:
        """Write the page of the calibration beside it."""
        path = self._outcome.path.with_suffix(".html")
        write_atomic(path, render_study(self._outcome.study).encode())
        self.notice = text("bench.page-written", self.language, path=self._said(path))
        return path

    @property
    def _outcome(self) -> Outcome:
        if self._job is None or self._job.outcome is None:
            raise PixauthorError("bench.not-begun")
        return self._job.outcome

    def _said(self, path: Path) -> str:
        root = self._workspace.root
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)

    def _hear(self, told: Mapping[str, Any]) -> None:
        self.progress = {**self.progress, **told}

    def _fill(self, outcome: Outcome) -> None:
        """Show a calibration that came to its end; it can be anchored on from now."""
        study, fit = outcome.study, outcome.calibration.fit
        self._figures, self._drawings = {}, overviews(study)
        self._hear({"history": list(fit.history), "change": fit.last_move})
        self.options = options_of(self._sets, self._workspace)
        self.items = rows_of(study)
        named = catalogue(self.language, "figures")
        self.overview = {"options": [{"value": name, "label": named.get(name, name)} for name in self._drawings]}
        self.show("wright")
        self.choose(self.items[0]["item"])

    def _draw(self, key: str, drawing: Any) -> tuple[Figure, ...]:
        if key not in self._figures:
            self._figures[key] = tuple(drawing())
        return self._figures[key]

    def _receive(self, _widget: Any, command: Mapping[str, Any], _buffers: Any) -> None:
        try:
            _COMMANDS[command["do"]](self, command)
        except PixauthorError as error:
            self.notice = error.render()


def _render(figures: Iterable[Figure]) -> str:
    return "".join(render_figure(figure) for figure in figures)


_COMMANDS: Final[Mapping[str, Callable[[CalibrationWidget, Mapping[str, Any]], object]]] = {
    "run": lambda widget, command: widget.start(**command["choice"]),
    "cancel": lambda widget, _: widget.cancel(),
    "choose": lambda widget, command: widget.choose(command["item"]),
    "show": lambda widget, command: widget.show(command["name"]),
    "export": lambda widget, command: widget.export(command["what"], command["form"]),
    "report": lambda widget, _: widget.write_report(),
}
