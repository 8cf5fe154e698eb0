"""Markdown of authors gives HTML that cannot act, fetch or hide."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixauthor.widgets.markdown import plain, question_of, render_block, render_inline, render_template

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,AAAA)",
    "![x](https://elsewhere.example/pixel.png)",
    "![x](//elsewhere.example/pixel.png)",
    "![x](../../secret.png)",
    '![x" onerror="alert(1)](media/x.png)',
    "```\n</code></pre><script>alert(1)</script>\n```",
    "<https://x.example/\"onmouseover='alert(1)'>",
    '<span data-blank="a"></span>',
]
ALLOWED = {"href", "target", "rel", "data-src", "alt", "data-blank", "start", "style", "tabindex"}
ACTING = {"script", "iframe", "object", "embed", "style", "link", "meta", "form", "input", "svg", "base"}


class Reader(HTMLParser):
    """Elements of a page, and the addresses they name."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in {"href", "data-src"}]


def assert_harmless(html: str) -> None:
    reader = Reader()
    reader.feed(html)
    assert not reader.tags & ACTING
    assert reader.names <= ALLOWED
    assert all(re.match(r"https?:|mailto:|media/|[^:]*$", one) and ".." not in one for one in reader.addresses)
    assert 'data-src="http' not in html
    assert 'data-src="//' not in html


@pytest.mark.parametrize("attack", ATTACKS)
def test_html_of_an_author_is_shown_never_run(attack: str) -> None:
    for render in (render_block, render_inline, render_template):
        assert_harmless(render(attack))


@given(st.text(alphabet=st.sampled_from("<>&\"'/=()[]!`*_#$ {}\nascriptonerrorhttps:.-|"), max_size=120))
def test_no_text_makes_an_element_that_acts(text: str) -> None:
    assert_harmless(render_template(text))


def test_a_blank_stands_where_its_name_stands() -> None:
    html = render_template("| a | b |\n|-|-|\n| ${un} | **${deux}** |\n\n`${trois}` et \\${quatre}")
    assert re.findall(r'data-blank="(\w+)"', html) == ["un", "deux"]
    assert "<code>${trois}</code>" in html


def test_a_blank_of_a_stem_is_text() -> None:
    assert "data-blank" not in render_block("Que vaut ${prix} ?")


def test_a_local_picture_waits_for_its_host() -> None:
    assert '<img data-src="media/carte.svg" alt="Une carte bleue">' in render_block(
        "![Une carte **bleue**](media/carte.svg)"
    )


def test_a_link_opens_beside_the_test_and_tells_nothing() -> None:
    html = render_block("[site](https://example.org)")
    assert 'target="_blank"' in html
    assert 'rel="noopener noreferrer"' in html


def test_headings_leave_the_first_levels_to_the_page() -> None:
    assert render_block("# Titre") == "<h3>Titre</h3>"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (
            "Voici un dossier.\n\nDans quel dossier est **photo.jpg** ?\n\nRépondez.",
            "Dans quel dossier est photo.jpg ?",
        ),
        ("Complétez la phrase.\n\nElle est courte.", "Complétez la phrase."),
        ("", ""),
    ],
)
def test_a_question_is_named_by_what_it_asks(source: str, name: str) -> None:
    assert question_of(source) == name


def test_a_long_question_is_named_shortly() -> None:
    assert len(question_of("mot " * 100 + "?")) <= 160


def test_plain_text_has_no_mark_and_one_line() -> None:
    assert plain("Un `code` & **gras**\n\n- a\n- b") == "Un code & gras a b"
