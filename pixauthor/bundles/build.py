"""From items to the bytes of a bundle: two archives, apart, each with a signed manifest.

Pure: the same request and the same key give the same bytes on every machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pixauthor.bank.item import Item
from pixauthor.bank.public import publish
from pixauthor.bundles.archive import pack
from pixauthor.bundles.manifest import ListedItem, Manifest, Member, Part, Purpose
from pixauthor.bundles.minisign import SecretKey
from pixauthor.canonical import digest, encode_canonical, encode_readable
from pixauthor.version import __version__

MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.minisig"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """One item with its files: the YAML as its author wrote it, what candidates open, and samples for tests.

    File names are relative to the item's folder.
    """

    item: Item
    source: bytes
    media: Mapping[str, bytes] = field(default_factory=dict)
    samples: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """All that goes into a bundle; ``calibration``, ``blueprint`` and ``scale`` are bytes of their files, or empty."""

    id: str
    version: str
    purpose: Purpose
    simulated: bool
    content_date: str
    framework_id: str
    framework: bytes
    items: Sequence[Packed]
    calibration: bytes = b""
    blueprint: bytes = b""
    scale: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The bytes of the two archives."""

    public: bytes
    secret: bytes


def build_bundle(request: Request, key: SecretKey) -> Bundle:
    """Return the two archives of ``request``, signed with ``key``."""
    public, public_digest = _seal(request, Part.PUBLIC, _public_members(request), key)
    secret, _ = _seal(request, Part.SECRET, _secret_members(request), key, public_digest)
    return Bundle(public=public, secret=secret)


def _public_members(request: Request) -> dict[str, tuple[str, bytes]]:
    members = {}
    for packed in request.items:
        folder = f"items/{packed.item.competence}"
        page = encode_canonical(publish(packed.item).encode())
        members[f"{folder}/{packed.item.id}.json"] = ("item", page)
        members.update({f"{folder}/{name}": ("media", content) for name, content in packed.media.items()})
    return members


def _secret_members(request: Request) -> dict[str, tuple[str, bytes]]:
    members = {"items/framework.yaml": ("framework", request.framework)}
    for packed in request.items:
        folder = f"items/{packed.item.competence}"
        members[f"{folder}/{packed.item.id}.yaml"] = ("source", packed.source)
        members.update({f"{folder}/{name}": ("media", content) for name, content in packed.media.items()})
        members.update({f"{folder}/{name}": ("sample", content) for name, content in packed.samples.items()})
    if request.calibration:
        members["calibration.json"] = ("calibration", request.calibration)
    if request.blueprint:
        members["blueprint.yaml"] = ("blueprint", request.blueprint)
    if request.scale:
        members["scale.json"] = ("scale", request.scale)
    return members


def _seal(
    request: Request, part: Part, members: Mapping[str, tuple[str, bytes]], key: SecretKey, public_manifest: str = ""
) -> tuple[bytes, str]:
    manifest = Manifest(
        id=request.id,
        version=request.version,
        part=part,
        purpose=request.purpose,
        simulated=request.simulated,
        content_date=request.content_date,
        framework=request.framework_id,
        software=f"pixauthor {__version__}",
        items=tuple(_list(packed.item) for packed in sorted(request.items, key=lambda packed: packed.item.id)),
        members=tuple(
            Member(path=path, role=role, size=len(content), sha256=digest(content))
            for path, (role, content) in sorted(members.items())
        ),
        public_manifest=public_manifest,
    )
    page = encode_readable(manifest.encode())
    contents = {path: content for path, (_, content) in members.items()}
    signed = {MANIFEST: page, SIGNATURE: key.sign(page, manifest.title).encode()}
    return pack(contents | signed), digest(page)


def _list(item: Item) -> ListedItem:
    return ListedItem(
        id=item.id,
        version=item.version,
        type=item.type.value,
        competence=item.competence,
        level=item.level,
        status=item.status.value,
        licence=item.licence,
    )
