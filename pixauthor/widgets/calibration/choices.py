"""What can be chosen for a calibration in a notebook: data, model, options, anchors."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pixauthor.calibration.engines import ENGINES
from pixauthor.calibration.model import Design
from pixauthor.calibration.priors import NONE, USUAL
from pixauthor.calibration.run import ERRORS, LATENTS
from pixauthor.calibration.store import calibrations_dir
from pixauthor.irt.irf import MODELS
from pixauthor.locale import text
from pixauthor.responses.model import GROUP_PREFIX
from pixauthor.responses.store import load_table, part_paths
from pixauthor.widgets.trial import Trial
from pixauthor.workspace import Workspace

Choice = Mapping[str, str]
"""What was chosen, by field."""
FIELDS: Final = ("data", "model", "group", "latent", "engine", "errors", "prior", "anchors")


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """Responses to calibrate on: their name, and the folder that plays ``exports/`` for them."""

    name: str
    folder: Path


def data_sets(workspace: Workspace, trials: Iterable[Trial]) -> dict[str, DataSet]:
    """Return what there is to calibrate on, by id: trials, and the responses of the workspace if there are any."""
    found = {
        str(number): DataSet(name=text("bench.trial", name=trial.folder.name), folder=trial.folder)
        for number, trial in enumerate(trials)
    }
    if part_paths(workspace.exports_dir):
        found["workspace"] = DataSet(name=text("bench.workspace"), folder=workspace.exports_dir)
    return found


def options_of(sets: Mapping[str, DataSet], workspace: Workspace) -> dict[str, list[dict[str, str]]]:
    """Return the options of each list of the form: value and label."""
    folders = dict.fromkeys([workspace.exports_dir, *(one.folder for one in sets.values())])
    files = [path for folder in folders for path in sorted(calibrations_dir(folder).glob("*.json"))]
    columns = sorted({name for one in sets.values() for name in _groups(one.folder)})
    named = {
        "data": [(key, one.name) for key, one in sets.items()],
        "model": [(name, text(f"calibration.model.{name}")) for name in MODELS if name != "nominal"],
        "group": [("", text("bench.no-group")), *((name, name.removeprefix(GROUP_PREFIX)) for name in columns)],
        "latent": [(name, text(f"bench.latent-{name}")) for name in LATENTS],
        "engine": [(name, text(f"bench.engine-{name}")) for name in ENGINES],
        "errors": [(name, text(f"bench.errors-{name}")) for name in ERRORS],
        "anchors": [("", text("bench.no-anchors")), *((str(path), path.stem) for path in files)],
    }
    return {name: _encode(pairs) for name, pairs in named.items()}


def first_choice(sets: Mapping[str, DataSet], design: Design) -> dict[str, str]:
    """Return what is chosen before anyone chooses."""
    return {
        "data": next(iter(sets), ""),
        "model": design.model,
        "group": design.group,
        "latent": design.latent,
        "engine": design.engine,
        "errors": design.errors,
        "prior": design.priors.get("c", USUAL["c"]),
        "anchors": "",
    }


def design_of(choice: Choice) -> Design:
    """Return the design that was chosen; an empty prior is none."""
    return Design(
        model=choice["model"],
        group=choice["group"],
        latent=choice["latent"],
        engine=choice["engine"],
        errors=choice["errors"],
        priors={"c": choice["prior"].strip() or NONE},
    )


def _groups(folder: Path) -> list[str]:
    return [name for name in load_table(folder).column_names if name.startswith(GROUP_PREFIX)]


def _encode(pairs: Sequence[tuple[str, Any]]) -> list[dict[str, str]]:
    return [{"value": value, "label": str(label)} for value, label in pairs]
