"""The line, stop by stop: each function does what a person would do with one command, and returns what came of it."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from pixauthor.bank.check import CheckReport, check_bank
from pixauthor.bank.samples import resolve_answer
from pixauthor.bundles.build import build_bundle
from pixauthor.bundles.manifest import Part, Purpose
from pixauthor.bundles.minisign import PublicKey
from pixauthor.bundles.offer import Offer, examine, prepare
from pixauthor.bundles.store import create_keys, load_calibration_file, load_secret_key, read_part, save_bundle
from pixauthor.bundles.verify import Unsound, open_part, require_same_bundle
from pixauthor.calibration.diagnose import weigh
from pixauthor.calibration.figures import Figure, Subject, information_plot, item_curves, level_plot, wright_map
from pixauthor.calibration.fit import observed_points
from pixauthor.calibration.model import Calibration, Design
from pixauthor.calibration.run import calibrate
from pixauthor.calibration.scores import estimate_abilities
from pixauthor.calibration.store import digest_bank, save_calibration
from pixauthor.delivery import engine
from pixauthor.delivery.events import Event
from pixauthor.delivery.replay import replay
from pixauthor.delivery.scope import Scope, survey
from pixauthor.delivery.session import SessionState, step
from pixauthor.delivery.simulated import SimulatedCandidate, play
from pixauthor.delivery.store import load_journal, save_events
from pixauthor.demo.story import BundleStory, SessionStory, Story
from pixauthor.errors import PixauthorError
from pixauthor.files import write_atomic
from pixauthor.findings import Severity
from pixauthor.grading.grade import grade
from pixauthor.responses.answer_pools import find_answers
from pixauthor.responses.simulated import Design as Sampling
from pixauthor.responses.simulated import Plan, draw_parameters, encode_truth, simulate
from pixauthor.responses.simulated_rows import encode_rows
from pixauthor.responses.store import load_responses, save_simulation
from pixauthor.responses.summary import summarize_responses
from pixauthor.responses.table_import import import_table
from pixauthor.widgets.preview.page import render_bank_page
from pixauthor.workspace import Workspace

SEED: Final = 1
N_CANDIDATES: Final = 2000
COMPETENCE: Final = "3.4"
THETA: Final = 4.5
STOPS: Final = ("check", "preview", "simulate", "import", "calibrate", "bundle", "session")

Announce = Callable[[str], AbstractContextManager[None]]


class Refused(PixauthorError):  # noqa: N818 - named for what it says
    """The bank is not fit to be shown."""

    exit_status = 1


def run_line(
    space: Workspace,
    folder: Path,
    *,
    language: str,
    now: datetime,
    announce: Announce,
    n_candidates: int = N_CANDIDATES,
) -> Story:
    """Run the whole line and return what it did; files go to ``folder``.

    Args:
        space: the workspace whose bank is used.
        folder: an empty folder for all that is made.
        language: of the preview and the plots.
        now: moment of the run.
        announce: told each stop of ``STOPS`` as it begins; what it returns ends with the stop.
        n_candidates: how many are simulated.

    Raises:
        Refused: when the check finds errors, or an item may not enter a bundle.
    """
    seconds: dict[str, float] = {}

    @contextmanager
    def stop(name: str) -> Iterator[None]:
        begun = time.perf_counter()
        with announce(name):
            yield
        seconds[name] = time.perf_counter() - begun

    with stop("check"):
        check = _check(space)
    with stop("preview"):
        preview = _preview(space, folder, language)
    with stop("simulate"):
        table = _simulate(space, folder, n_candidates)
    with stop("import"):
        imported, again = (import_table(table, space.bank, folder) for _ in range(2))
        summary = summarize_responses(folder)
    with stop("calibrate"):
        calibration, figures = _calibrate(space, folder, language, now)
    with stop("bundle"):
        bundle = _bundle(space, folder, check, now)
    with stop("session"):
        session = _session(space, folder, now)
    return Story(
        framework=space.framework,
        bank=space.bank,
        check=check,
        preview=preview,
        imported=imported,
        imported_again=again,
        summary=summary,
        calibration=calibration,
        figures=figures,
        bundle=bundle,
        session=session,
        seconds=seconds,
        at=now,
    )


def _check(space: Workspace) -> CheckReport:
    report = check_bank(space.items_dir, grade=grade)
    errors = [finding for finding in report.findings if finding.severity is Severity.ERROR]
    if errors:
        raise Refused("demo.errors", n=len(errors), first=f"{errors[0].place} {errors[0].message()}")
    return report


def _preview(space: Workspace, folder: Path, language: str) -> Path:
    page = render_bank_page(space.bank, space.framework, lambda item: space.items_dir / item.competence, language)
    write_atomic(folder / "preview.html", page.encode())
    return Path("preview.html")


def _simulate(space: Workspace, folder: Path, n_candidates: int) -> Path:
    items = tuple(space.bank)
    plan = Plan(n_candidates=n_candidates, design=Sampling.COMPLETE, per_candidate=len(items), seed=SEED)
    simulation = simulate(items, draw_parameters(items, SEED), plan)
    pools = [find_answers(item, space.items_dir / item.competence) for item in items]
    table = folder / "simulated.csv"
    save_simulation(table, encode_rows(simulation, pools), encode_truth(simulation))
    return table


def _calibrate(space: Workspace, folder: Path, language: str, now: datetime) -> tuple[Calibration, tuple[Figure, ...]]:
    responses = load_responses(folder)
    found = calibrate(responses, Design(model="2pl"), now=now, bank=digest_bank(space.items_dir))
    calibration = weigh(found, responses, bank=space.bank)
    save_calibration(folder / "calibration.json", calibration)
    abilities = estimate_abilities(calibration, responses)
    subject = Subject(calibration=calibration, bank=space.bank, framework=space.framework, language=language)
    return calibration, (
        wright_map(subject, abilities),
        level_plot(subject),
        item_curves(subject, observed_points(calibration, responses)),
        information_plot(subject),
    )


def _bundle(space: Workspace, folder: Path, check: CheckReport, now: datetime) -> BundleStory:
    secret_key, public_key = folder / "keys" / "demo.key", folder / "keys" / "demo.pub"
    key = create_keys(secret_key, public_key)
    offer = Offer(
        items_dir=space.items_dir,
        framework=space.framework,
        items=tuple(space.bank),
        findings=check.findings,
        calibration=load_calibration_file(folder / "calibration.json"),
    )
    selection = examine(offer, Purpose.DEMONSTRATION, now.date())
    if selection.refused:
        first = selection.refused[0]
        raise Refused("demo.refused", n=len(selection.refused_items), item=first.item, reason=first.message())
    request = prepare(offer, selection.accepted, name="demo", version="", purpose=Purpose.DEMONSTRATION)
    bundle = build_bundle(request, load_secret_key(secret_key))
    paths = save_bundle(bundle, folder / "bundle", f"{request.id}-{request.version}")
    public, secret = (open_part(read_part(path), key, path.name) for path in paths)
    require_same_bundle(public, secret)
    flipped_at = len(bundle.public) // 2
    return BundleStory(
        manifest=public.manifest,
        sizes={Part.PUBLIC: len(bundle.public), Part.SECRET: len(bundle.secret)},
        key_name=key.name,
        public_key=key.text,
        flipped_at=flipped_at,
        flipped_says=_what_verify_says(_flip(bundle.public, flipped_at), key, paths[0].name),
        certification_refusals=examine(offer, Purpose.CERTIFICATION, now.date()).refused,
    )


def _session(space: Workspace, folder: Path, now: datetime) -> SessionStory:
    scope = survey(space.framework, space.bank, COMPETENCE, "fr", ("validated",))
    started = engine.start(
        scope, session="demo", seed=SEED, locale="fr", statuses=("validated",), max_items=15, at=now, theta=THETA
    )
    events = play(
        scope,
        started,
        SimulatedCandidate(theta=THETA),
        resolve=lambda item, answer: resolve_answer(answer, space.items_dir / item.competence),
    )
    journal = load_journal(save_events(folder / "sessions", events).path)
    return SessionStory(
        replay=replay(journal.events, scope),
        levels=_levels(scope, journal.events),
        head=journal.head,
        theta=THETA,
        n_skills=len(scope.skills),
        possible_pix=int(sum(scope.values.values())),
    )


def _flip(data: bytes, offset: int) -> bytes:
    return data[:offset] + bytes([data[offset] ^ 1]) + data[offset + 1 :]


def _what_verify_says(data: bytes, key: PublicKey, name: str) -> str:
    try:
        open_part(data, key, name)
    except Unsound as refusal:
        return str(refusal)
    raise AssertionError("a flipped bit was not found")


def _levels(scope: Scope, events: Sequence[Event]) -> tuple[float, ...]:
    """Return the predicted level before the first question and after each answer."""
    state, levels = SessionState(), [SessionState().predicted_level]
    for event in events:
        before, state = len(state.answers), step(state, event, scope)
        if len(state.answers) > before:
            levels.append(state.predicted_level)
    return tuple(levels)
