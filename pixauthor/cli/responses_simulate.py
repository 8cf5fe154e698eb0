"""The steps of ``pixauthor responses simulate``: options, parameters, answers, files."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from pixauthor.bank.item import Item, Status
from pixauthor.cli.output import progress, say
from pixauthor.errors import PixauthorError, Place
from pixauthor.irt.items import Items, dichotomous
from pixauthor.locale import text
from pixauthor.responses.answer_pools import find_answers
from pixauthor.responses.columns import plain
from pixauthor.responses.fields import parse_number
from pixauthor.responses.simulated import (
    Design,
    Plan,
    Simulation,
    draw_parameters,
    encode_truth,
    simulate,
)
from pixauthor.responses.simulated_rows import encode_rows
from pixauthor.responses.store import load_parameters, save_simulation
from pixauthor.workspace import Workspace

_MAX_GROUP_NAME: Final = 40


def require_design(name: str) -> Design:
    """Return the design of this name.

    Raises:
        PixauthorError: when there is none.
    """
    if name not in set(Design):
        raise PixauthorError("responses.unknown-design", name=name, known=", ".join(Design))
    return Design(name)


def parse_groups(definitions: Iterable[str]) -> dict[str, dict[str, float]]:
    """Return groups from ``grade=6e:-0.5,3e,Tle:0.6``: a variable, its values, each with a shift of mean ability.

    Raises:
        PixauthorError: when a definition cannot be read.
    """
    groups: dict[str, dict[str, float]] = {}
    for definition in definitions:
        name, _, values = definition.partition("=")
        shifts = {value.strip(): parse_number(shift or "0") for value, _, shift in _split(values)}
        if not 0 < len(plain(name)) <= _MAX_GROUP_NAME or "" in shifts or None in shifts.values():
            raise PixauthorError("responses.bad-group", definition=definition)
        groups[plain(name)] = {value: shift for value, shift in shifts.items() if shift is not None}
    return groups


def simulate_file(space: Workspace, plan: Plan, parameters: Path | None, output: Path | None) -> None:
    """Write the simulated responses to a CSV file with the truth beside it, and say where.

    Args:
        space: its bank answers.
        plan: what to simulate.
        parameters: a calibration file or the truth of another simulation; drawn around nominal levels by default.
        output: the CSV file; under ``exports/simulated`` by default.

    Raises:
        PixauthorError: when the plan does not fit the bank or a file cannot be used.
    """
    path = output or space.exports_dir / "simulated" / f"responses-{plan.design}-{plan.seed}.csv"
    if path.suffix.lower() != ".csv":
        raise PixauthorError("responses.output-not-csv", place=Place(path=str(path)))
    items, model = _choose_items(space, parameters, plan.seed)
    if plan.design is not Design.COMPLETE and plan.per_candidate > len(items):
        raise PixauthorError("responses.too-few-items", asked=plan.per_candidate, n=len(items))
    simulation = simulate(items, model, plan)
    pools = [find_answers(item, space.items_dir / item.competence) for item in items]
    n_rows = int((~np.isnan(simulation.scores)).sum())
    truth = save_simulation(path, _watch(encode_rows(simulation, pools), n_rows), encode_truth(simulation))
    _report(simulation, n_rows, path, truth)


def _choose_items(space: Workspace, parameters: Path | None, seed: int) -> tuple[Sequence[Item], Items]:
    items = [item for item in space.bank if item.status is not Status.OBSOLETE]
    if parameters is None:
        if not items:
            raise PixauthorError("responses.no-items", place=Place(path=str(space.items_dir)))
        return items, draw_parameters(items, seed)
    known = load_parameters(parameters)
    items = [item for item in items if item.reference in known]
    if not items:
        raise PixauthorError("responses.no-common-item", place=Place(path=str(parameters)))
    a, b = np.array([known[item.reference] for item in items]).T
    return items, dichotomous("2pl", a=a, b=b)


def _watch(rows: Iterator[tuple[str, ...]], n_rows: int) -> Iterator[tuple[str, ...]]:
    with progress() as bar:
        yield from bar.track(rows, total=n_rows + 1, description=text("responses.simulate.progress"))


def _report(simulation: Simulation, n_rows: int, path: Path, truth: Path) -> None:
    plan = simulation.plan
    say(text("responses.simulate.done", n=n_rows, candidates=plan.n_candidates, items=len(simulation.items)))
    say(text("responses.simulate.design-used", design=plan.design, seed=plan.seed))
    say(text("responses.simulate.files", path=path, truth=truth))


def _split(values: str) -> Iterator[tuple[str, str, str]]:
    return (value.partition(":") for value in values.split(","))
