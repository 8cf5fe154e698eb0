"""The bundle: what is in it, what one flipped bit does, and what a certification would refuse."""

from pixauthor.bundles.manifest import Part
from pixauthor.demo.story import BundleStory, Story
from pixauthor.locale import text
from pixauthor.locale.numbers import whole
from pixauthor.widgets.markup import Html, join, tag
from pixauthor.widgets.parts import command, facts, fold, table


def render_bundle(story: Story, language: str) -> Html:
    """Return the section of the bundle."""
    bundle = story.bundle
    return join(
        tag("p", text("demo.bundle.lead", language)),
        facts(
            (text("demo.bundle.name", language), f"{bundle.manifest.id} {bundle.manifest.version}"),
            (text("demo.bundle.purpose", language), text(f"demo.purpose.{bundle.manifest.purpose}", language)),
            (text("demo.bundle.public", language), _size(bundle.sizes[Part.PUBLIC], language)),
            (text("demo.bundle.secret", language), _size(bundle.sizes[Part.SECRET], language)),
            (text("demo.bundle.key", language), tag("code", bundle.key_name)),
        ),
        tag("p", text("demo.bundle.verified", language), class_="good"),
        tag("p", text("demo.bundle.flipped", language, offset=bundle.flipped_at, says=bundle.flipped_says)),
        _refusals(bundle, language),
        fold(text("demo.bundle.by-hand", language), tag("p", text("demo.bundle.unpack", language)), _by_hand(bundle)),
        fold(text("demo.bundle.members", language, n=len(bundle.manifest.members)), _members(bundle, language)),
    )


def _refusals(bundle: BundleStory, language: str) -> Html:
    reasons = (
        tag("li", text(f"demo.gate.{gate}", language, n=n)) for gate, n in sorted(bundle.refusals_by_gate.items())
    )
    return join(tag("p", text("demo.bundle.certification", language)), tag("ul", *reasons))


def _by_hand(bundle: BundleStory) -> Html:
    name = f"{bundle.manifest.id}-{bundle.manifest.version}.public.zip"
    return command(
        f"unzip -o bundle/{name} manifest.json manifest.json.minisig\n"
        f"minisign -V -P {bundle.public_key} -m manifest.json"
    )


def _members(bundle: BundleStory, language: str) -> Html:
    columns = [text(f"demo.bundle.{name}", language) for name in ("path", "role", "size", "digest")]
    rows = [
        (tag("code", one.path), one.role, _size(one.size, language), tag("code", one.sha256[:16] + "…"))
        for one in bundle.manifest.members
    ]
    return table(text("demo.bundle.members", language, n=len(rows)), columns, rows)


def _size(size: int, language: str) -> str:
    unit = text("demo.kilobytes", language)
    return f"{whole(max(1, round(size / 1000)), language)} {unit}"
