"""A class that takes the campaign of a form: progress, a way to stop, then plots with their numbers."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import anywidget
import traitlets

from pixauthor.bank.item import Item
from pixauthor.bank.samples import resolve_answer
from pixauthor.campaigns.plan import Plan
from pixauthor.campaigns.simulate import ClassDesign, Pupil, Simulation, require_design, simulate_class
from pixauthor.errors import PixauthorError
from pixauthor.locale import catalogue, current_language
from pixauthor.widgets._shared.assemble import assemble_style, join_modules
from pixauthor.widgets.campaign.edits import Command
from pixauthor.widgets.campaign.form import CampaignForm
from pixauthor.widgets.campaign.result import render_result

IDLE, RUNNING, DONE, CANCELLED, FAILED = "idle", "running", "done", "cancelled", "failed"
BETWEEN_SECONDS: Final = 0.1
"""The browser is told no more often."""
LEVELS: Final = tuple(range(1, 9))
_SCRIPTS: Final = ("_shared/dom.js", "campaign/morph.js", "campaign/simulation.js")


class CampaignSimulation(anywidget.AnyWidget):
    """A simulated class; ``design`` is what the form of the class says, ``progress`` how far it is.

    Inherits from AnyWidget, which is how Jupyter knows a widget.
    """

    _esm = join_modules(*_SCRIPTS)
    _css = assemble_style("figures.css", "campaign/index.css")
    design = traitlets.Dict().tag(sync=True)
    progress = traitlets.Dict().tag(sync=True)
    result = traitlets.Unicode().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode().tag(sync=True)

    def __init__(self, form: CampaignForm) -> None:
        """Show the form of the class; nothing runs before ``start``."""
        self._form = form
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self.simulation: Simulation | None = None
        self._language = current_language()
        texts = dict(catalogue(self._language, "campaign")["class"])
        design = {"pupils": 30, "seed": 1, "spread": "even", "low": 0.5, "high": 5.5}
        design["shares"] = {str(level): 10 if level <= 5 else 0 for level in LEVELS}
        super().__init__(design=design, progress={"phase": IDLE}, texts=texts, language=self._language)
        self.on_msg(self._receive)

    def start(self, **chosen: Any) -> None:
        """Begin with what the form of the class says, with these changes; a run under way goes on instead.

        Raises:
            PixauthorError: when the class cannot be, or the campaign has a fault or nothing to serve.
        """
        if self._thread is not None and self._thread.is_alive():
            return
        self.design = {**self.design, **chosen}
        design = design_of(self.design)
        plan = self._form.plan
        if plan is None:
            raise PixauthorError("campaign.no-plan")
        plan.scope()
        self._stop.clear()
        self.result = ""
        self.progress = {"phase": RUNNING, "done": 0, "of": design.pupils}
        self._thread = threading.Thread(target=self._run, args=(plan, design), name="campaign", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Ask the run to stop; it does after the present pupil."""
        self._stop.set()

    def wait(self) -> Simulation:
        """Return the simulation once it is there.

        Raises:
            PixauthorError: when it was stopped, failed or never begun.
        """
        if self._thread is not None:
            self._thread.join()
        if self.simulation is None:
            raise PixauthorError("campaign.not-simulated")
        return self.simulation

    def _run(self, plan: Plan, design: ClassDesign) -> None:
        """Simulate; whatever happens, the end is told."""
        end: dict[str, Any] = {"phase": FAILED, "message": ""}
        self.simulation = None
        try:
            pupils = self._take(plan, design)
            if len(pupils) < design.pupils:
                end = {"phase": CANCELLED}
                return
            self.simulation = Simulation(plan=plan, design=design, pupils=tuple(pupils))
            self.result = render_result(self.simulation, self._language)
            end = {"phase": DONE}
        except PixauthorError as error:
            end = {"phase": FAILED, "message": error.render(self._language)}
        finally:
            self.progress = end

    def _take(self, plan: Plan, design: ClassDesign) -> list[Pupil]:
        items_dir = self._form.workspace.items_dir

        def resolve(item: Item, answer: Any) -> Any:
            return resolve_answer(answer, items_dir / item.competence)

        pupils: list[Pupil] = []
        told = 0.0
        for pupil in simulate_class(plan, design, resolve=resolve):
            if self._stop.is_set():
                break
            pupils.append(pupil)
            if (now := time.monotonic()) - told > BETWEEN_SECONDS:
                told = now
                self.progress = {"phase": RUNNING, "done": len(pupils), "of": design.pupils}
        return pupils

    def _receive(self, _widget: Any, command: Command, _buffers: Any) -> None:
        try:
            _COMMANDS[str(command["do"])](self, command)
        except PixauthorError as error:
            self.progress = {"phase": FAILED, "message": error.render()}


def design_of(chosen: Mapping[str, Any]) -> ClassDesign:
    """Return the class that the form says.

    Raises:
        PixauthorError: when a field is no number, or the class cannot be.
    """
    by_level = chosen["spread"] == "levels"
    weights = {int(level): _number(share) for level, share in chosen["shares"].items()} if by_level else None
    pupils, seed = int(_number(chosen["pupils"])), int(_number(chosen["seed"]))
    low, high = _number(chosen["low"]), _number(chosen["high"])
    return require_design(ClassDesign(pupils=pupils, seed=seed, weights=weights, low=low, high=high))


def _number(value: Any) -> float:
    try:
        return float(str(value).replace(",", ".") or 0)
    except ValueError:
        raise PixauthorError("campaign.no-number", value=value) from None


_COMMANDS: Final[Mapping[str, Callable[[CampaignSimulation, Command], object]]] = {
    "run": lambda widget, command: widget.start(**command["design"]),
    "cancel": lambda widget, _: widget.cancel(),
}
