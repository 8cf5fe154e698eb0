"""``pixauthor bundle``: make a key, build, inspect and verify signed bundles."""

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from pixauthor.cli.output import complain, print_json, print_table, say
from pixauthor.errors import PixauthorError, Place
from pixauthor.ids import is_item_id
from pixauthor.locale import text
from pixauthor.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from pixauthor.bundles.gates import Refusal
    from pixauthor.bundles.manifest import Manifest, Purpose
    from pixauthor.bundles.minisign import PublicKey
    from pixauthor.bundles.offer import Offer
    from pixauthor.bundles.verify import Opened

REFUSED: Final = 1
PASSPHRASE_VARIABLE: Final = "PIXAUTHOR_KEY_PASSPHRASE"  # noqa: S105 (a name)
KEY_NAME: Final = "bundle"

app = typer.Typer(no_args_is_help=True, add_completion=False, help=text("bundles.help"))

_Folder = Annotated[Path | None, typer.Option("--workspace", help=text("bundles.help-workspace"))]
_Key = Annotated[Path | None, typer.Option("--key", help=text("bundles.help-key"))]
_Bundle = Annotated[Path, typer.Argument(help=text("bundles.help-path"))]
_Json = Annotated[bool, typer.Option("--json", help=text("bundles.help-format"))]


@app.command(help=text("bundles.help-keygen"))
def keygen(
    name: Annotated[str, typer.Option("--name", help=text("bundles.help-key-name"))] = KEY_NAME,
    workspace: _Folder = None,
) -> None:
    """Make a pair of keys under ``exports/keys``."""
    from pixauthor.bundles.store import create_keys

    if not is_item_id(name):
        raise PixauthorError("bundles.bad-name", name=name)
    secret, public = _key_files(open_workspace(workspace), name)
    key = create_keys(secret, public)
    say(text("bundles.keys-made", name=key.name, secret=secret, public=public))


@app.command(help=text("bundles.help-build"))
def build(
    purpose: Annotated[str, typer.Option(help=text("bundles.help-purpose"))] = "certification",
    name: Annotated[str, typer.Option(help=text("bundles.help-name"))] = "crcn",
    version: Annotated[str, typer.Option("--bundle-version", help=text("bundles.help-version"))] = "",
    competence: Annotated[list[str] | None, typer.Option(help=text("bundles.help-competence"))] = None,
    calibration: Annotated[Path | None, typer.Option(help=text("bundles.help-calibration"))] = None,
    blueprint: Annotated[Path | None, typer.Option(help=text("bundles.help-blueprint"))] = None,
    scale: Annotated[Path | None, typer.Option(help=text("bundles.help-scale"))] = None,
    key: _Key = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=text("bundles.help-output"))] = None,
    leave_out: Annotated[bool, typer.Option("--leave-out-refused", help=text("bundles.help-leave-out"))] = False,
    workspace: _Folder = None,
) -> None:
    """Build a bundle; exit 1, and write nothing, when an item is refused."""
    from pixauthor.bundles.build import build_bundle
    from pixauthor.bundles.offer import examine, prepare
    from pixauthor.bundles.store import load_secret_key, save_bundle

    space = open_workspace(workspace)
    wanted = _purpose(purpose)
    _require_names(name, version)
    secret = _found_key(key or _key_files(space)[0], "bundles.no-key")
    signer = load_secret_key(secret, os.environ.get(PASSPHRASE_VARIABLE))
    offer = _offer(space, competence or [], calibration, blueprint, scale)
    selection = examine(offer, wanted, date.today())
    _print_refusals(selection.refused)
    if selection.refused and not leave_out:
        complain(text("bundles.refused", n=len(selection.refused_items)))
        raise typer.Exit(REFUSED)
    if not selection.accepted:
        raise PixauthorError("bundles.no-items")
    request = prepare(offer, selection.accepted, name=name, version=version, purpose=wanted)
    folder = output or space.exports_dir / "bundles" / f"{request.id}-{request.version}"
    paths = save_bundle(build_bundle(request, signer), folder, f"{request.id}-{request.version}")
    title = f"{request.id} {request.version}"
    say(text("bundles.built", title=title, n=len(request.items), public=paths[0], secret=paths[1]))
    if selection.refused:
        say(text("bundles.left-out", n=len(selection.refused_items)))
    if request.simulated:
        say(text("bundles.simulated-note"))


@app.command(help=text("bundles.help-inspect"))
def inspect(path: _Bundle, as_json: _Json = False) -> None:
    """Show what a bundle says of itself. The signature is not looked at."""
    opened = _open(path, None)
    if as_json:
        print_json([part.manifest.encode() for part in opened])
        return
    for part in opened:
        _print_manifest(part.manifest)
    say(text("bundles.unverified"))


@app.command(help=text("bundles.help-verify"))
def verify(path: _Bundle, key: _Key = None, workspace: _Folder = None) -> None:
    """Verify one part, or both and that they belong together; exit 1 at the first thing that is wrong."""
    from pixauthor.bundles.store import find_parts, load_public_key
    from pixauthor.bundles.verify import require_same_bundle

    find_parts(path)  # a wrong path is said before a missing key
    chosen = _found_key(key or _key_files(open_workspace(workspace))[1], "bundles.no-public-key")
    public_key = load_public_key(chosen)
    opened = _open(path, public_key)
    if len(opened) > 1:
        require_same_bundle(*opened)
    for part in opened:
        page = part.manifest
        counts = {"n": len(page.items), "members": len(page.members)}
        say(text("bundles.verified", title=page.title, key=public_key.name, **counts))
    if len(opened) > 1:
        say(text("bundles.pair-verified"))
    if any(part.manifest.simulated for part in opened):
        say(text("bundles.simulated-note"))


def _open(path: Path, key: "PublicKey | None") -> "list[Opened]":
    from pixauthor.bundles.store import find_parts, read_part
    from pixauthor.bundles.verify import open_part

    return [open_part(read_part(part), key, str(part)) for part in find_parts(path)]


def _offer(
    space: Workspace, competences: list[str], calibration: Path | None, blueprint: Path | None, scale: Path | None
) -> "Offer":
    from pixauthor.bank.check import check_bank
    from pixauthor.bundles.offer import Offer
    from pixauthor.bundles.offered import CalibrationFile
    from pixauthor.bundles.store import load_blueprint, load_calibration_file, load_scale_bytes
    from pixauthor.calibration.store import newest_calibration
    from pixauthor.grading.grade import grade

    for code in competences:
        if code not in space.framework.competences:
            raise PixauthorError("session.unknown-competence", competence=code)
    chosen = calibration or newest_calibration(space.exports_dir)
    return Offer(
        items_dir=space.items_dir,
        framework=space.framework,
        items=tuple(item for item in space.bank if not competences or item.competence in competences),
        findings=check_bank(space.items_dir, grade=grade).findings,
        calibration=load_calibration_file(chosen) if chosen else CalibrationFile(),
        blueprint=load_blueprint(blueprint) if blueprint else None,
        scale=load_scale_bytes(scale) if scale else b"",
    )


def _key_files(space: Workspace, name: str = KEY_NAME) -> tuple[Path, Path]:
    folder = space.exports_dir / "keys"
    return folder / f"{name}.key", folder / f"{name}.pub"


def _found_key(path: Path, otherwise: str) -> Path:
    if not path.exists():
        raise PixauthorError(otherwise, place=Place(path=str(path)))
    return path


def _purpose(name: str) -> "Purpose":
    from pixauthor.bundles.manifest import Purpose

    if name not in set(Purpose):
        raise PixauthorError("bundles.bad-purpose", purpose=name)
    return Purpose(name)


def _require_names(name: str, version: str) -> None:
    if not is_item_id(name):
        raise PixauthorError("bundles.bad-name", name=name)
    if version and not is_item_id(version.replace(".", "-")):
        raise PixauthorError("bundles.bad-version", version=version)


def _print_refusals(refusals: "tuple[Refusal, ...]") -> None:
    for refusal in refusals:
        complain(text("bundles.refusal-line", item=refusal.item, reason=refusal.message()))


def _print_manifest(page: "Manifest") -> None:
    facts: dict[str, Any] = page.encode()
    rows = [(name, str(facts[name])) for name in ("part", "purpose", "simulated", "content_date", "framework")]
    print_table(text("bundles.title", title=page.title), ("", ""), rows)
    columns = ("id", "version", "type", "competence", "level", "status")
    print_table(
        "",
        [text(f"bundles.column.{'item' if name == 'id' else name}") for name in columns],
        [tuple(str(getattr(item, name)) for name in columns) for item in page.items],
    )
