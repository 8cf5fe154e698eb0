"""The page of the demonstration: one self-contained HTML file that tells the line from the items to the session."""

from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Final

from pixauthor.demo import checked, measured, packed, taken
from pixauthor.demo.story import Story
from pixauthor.locale import text
from pixauthor.locale.numbers import whole
from pixauthor.version import __version__
from pixauthor.widgets._shared.assemble import assemble_style
from pixauthor.widgets.markup import Html, join, tag, void

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

Section = Callable[[Story, str], Html]
SECTIONS: Final[Sequence[tuple[str, Section]]] = (
    ("check", checked.render_check),
    ("responses", measured.render_responses),
    ("calibration", measured.render_calibration),
    ("bundle", packed.render_bundle),
    ("session", taken.render_session),
)


def render_demo_page(story: Story, language: str) -> str:
    """Return the page of a demonstration in ``language``."""
    title = text("demo.title", language)
    head = join(
        void("meta", charset="utf-8"),
        void("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        void("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        Html(f"<style>{assemble_style('_shared/page.css')}\n{_style()}</style>"),
    )
    sections = (
        tag("section", tag("h2", text(f"demo.{name}.title", language)), render(story, language), id=name)
        for name, render in SECTIONS
    )
    body = tag("body", _header(story, title, language), tag("main", *sections), _footer(story, language), class_="pxa")
    return f"<!doctype html>\n{tag('html', tag('head', head), body, lang=language)}\n"


def _style() -> str:
    return files("pixauthor.demo").joinpath("page.css").read_text(encoding="utf-8")


def _header(story: Story, title: str, language: str) -> Html:
    return tag(
        "header",
        tag("h1", title),
        tag("p", text("demo.lead", language), class_="lead"),
        tag("p", text("demo.simulated", language, n=story.summary.n_candidates), class_="notice", role="note"),
        tag("ol", *_stops(story, language), class_="line"),
    )


def _stops(story: Story, language: str) -> list[Html]:
    counts = {
        "check": len(story.bank),
        "responses": story.summary.n_answers,
        "calibration": len(story.calibration.items),
        "bundle": len(story.bundle.manifest.items),
        "session": len(story.session.replay.state.answers),
    }
    return [
        tag(
            "li",
            tag(
                "a",
                tag("span", text(f"demo.{name}.stop", language), class_="stop"),
                tag("strong", whole(counts[name], language)),
                tag("span", text(f"demo.{name}.fact", language), class_="fact"),
                href=f"#{name}",
            ),
        )
        for name, _ in SECTIONS
    ]


def _footer(story: Story, language: str) -> Html:
    total = f"{sum(story.seconds.values()):.0f}"
    when = story.at.strftime("%Y-%m-%d %H:%M UTC")
    return tag("footer", tag("p", text("demo.made", language, version=__version__, when=when, seconds=total)))
