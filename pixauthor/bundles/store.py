"""Bundles and keys on disk, and the files of an item as a bundle carries them."""

import stat
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from pixauthor.bank.item import Item
from pixauthor.bank.media import media_of, samples_of
from pixauthor.bundles.build import Bundle, Packed
from pixauthor.bundles.gates import Evidence
from pixauthor.bundles.manifest import Part
from pixauthor.bundles.minisign import PublicKey, SecretKey, new_secret_key, parse_public_key, parse_secret_key
from pixauthor.bundles.offered import Blueprint, CalibrationFile
from pixauthor.calibration.store import decode_calibration
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import decode_text, is_inside, read_bytes, read_text, write_atomic
from pixauthor.framework.scale_store import load_scale
from pixauthor.source.document import Document
from pixauthor.source.parser import parse_document
from pixauthor.source.schema import check_schema

MAX_BUNDLE_BYTES: Final = 2_000_000_000
MAX_EVIDENCE_BYTES: Final = 100_000_000
T = TypeVar("T")
SUFFIX: Final = {Part.PUBLIC: ".public.zip", Part.SECRET: ".secret.zip"}


def pack_item(items_dir: Path, item: Item) -> Packed:
    """Return an item with its files, read from ``items_dir``.

    Raises:
        PixauthorError: when a file is missing or leads out of ``items_dir``.
    """
    folder = items_dir / item.competence
    return Packed(
        item=item,
        source=_read_inside(folder / f"{item.id}.yaml", items_dir),
        media=_read_all(folder, media_of(item), items_dir),
        samples=_read_all(folder, samples_of(item), items_dir),
    )


def save_bundle(bundle: Bundle, folder: Path, name: str) -> tuple[Path, Path]:
    """Write the two archives and return their paths; only the owner may read the secret one.

    The public part is written last: where it is, the bundle is whole.
    """
    public, secret = folder / f"{name}{SUFFIX[Part.PUBLIC]}", folder / f"{name}{SUFFIX[Part.SECRET]}"
    write_atomic(secret, bundle.secret, mode=0o600)
    write_atomic(public, bundle.public)
    return public, secret


def find_parts(path: Path) -> list[Path]:
    """Return the archives that ``path`` means: itself, or those of a folder, public part first.

    Raises:
        PixauthorError: when it is missing, or a folder without bundle or with several.
    """
    if not path.exists():
        raise PixauthorError("files.missing", place=Place(path=str(path)))
    if path.is_file():
        return [path]
    parts = [found for suffix in SUFFIX.values() for found in sorted(path.glob(f"*{suffix}"))]
    if not parts:
        raise PixauthorError("bundles.no-bundle", place=Place(path=str(path)))
    if len({part.name.split(".")[0] for part in parts}) > 1 or len(parts) > len(SUFFIX):
        raise PixauthorError("bundles.several", place=Place(path=str(path)), names=", ".join(p.name for p in parts))
    return parts


def read_part(path: Path) -> bytes:
    """Return the bytes of an archive. Raises as ``files.read_bytes``."""
    return read_bytes(path, MAX_BUNDLE_BYTES)


def load_public_key(path: Path) -> PublicKey:
    """Return the public key in a file. Raises as ``parse_public_key``, with the place."""
    return _with_place(path, lambda: parse_public_key(read_text(path)))


def load_secret_key(path: Path, passphrase: str | None = None) -> SecretKey:
    """Return the secret key in a file that its owner alone may read.

    Raises:
        PixauthorError: when others may read it, or it is no key.
    """
    text = read_text(path)
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise PixauthorError("bundles.key-readable", place=Place(path=str(path)))
    return _with_place(path, lambda: parse_secret_key(text, passphrase))


def create_keys(secret: Path, public: Path) -> PublicKey:
    """Make a pair of keys, write them, and return the public one. An existing key is never overwritten."""
    for path in (secret, public):
        if path.exists():
            raise PixauthorError("bundles.key-exists", place=Place(path=str(path)))
    key = new_secret_key()
    write_atomic(secret, key.render().encode(), mode=0o600)
    write_atomic(public, key.public.render().encode())
    return key.public


def _read_all(folder: Path, names: Iterable[str], root: Path) -> dict[str, bytes]:
    return {name: _read_inside(folder / name, root) for name in names}


def _read_inside(path: Path, root: Path) -> bytes:
    if not is_inside(path, root):
        raise PixauthorError("files.outside", place=Place(path=str(path)))
    return read_bytes(path)


def _with_place(path: Path, parse: Callable[[], T]) -> T:
    try:
        return parse()
    except PixauthorError as error:
        raise PixauthorError(error.message, place=Place(path=str(path)), **error.fields) from None


def load_blueprint(path: Path) -> Blueprint:
    """Return the blueprint in a YAML file.

    Raises:
        PixauthorError: naming its first fault and where it is.
    """
    return Blueprint(data=_require_document(path, "blueprint").data, content=read_bytes(path))


def load_scale_bytes(path: Path) -> bytes:
    """Return the bytes of a scale of levels, which adaptive sessions need beside the calibration.

    Raises:
        PixauthorError: when it is damaged or has not the form of one.
    """
    load_scale(path)
    return read_bytes(path)


def load_calibration_file(path: Path) -> CalibrationFile:
    """Return what a bundle takes from a calibration file.

    Raises:
        PixauthorError: when it is damaged or has not the form of one.
    """
    calibration = decode_calibration(_require_document(path, "calibration").data)
    provenance = calibration.provenance
    return CalibrationFile(
        content=read_bytes(path),
        evidence={
            item.item: Evidence(
                discrimination=item.a,
                difficulty=item.b,
                n_answers=item.n,
                simulated=provenance.simulated,
            )
            for item in calibration.items
        },
        calibrated_on=date.fromisoformat(provenance.date[:10]),
    )


def _require_document(path: Path, schema: str) -> Document:
    text = decode_text(read_bytes(path, MAX_EVIDENCE_BYTES), str(path))
    reading = parse_document(text, str(path))
    faults = reading.findings or (check_schema(reading.document, schema) if reading.document else ())
    if faults or reading.document is None:
        fault = faults[0]
        raise PixauthorError("bundles.faulty", place=fault.place, fault=f"{fault.message()} {fault.hint()}")
    return reading.document
