"""The service's page is the session notebook without its code."""

import json

import pytest

from pixauthor.resources import shipped
from pixauthor.service import site
from pixauthor.service.notebook import NOTEBOOK, read_leaf, session_leaf


def cell(kind, source, **metadata):
    return {"cell_type": kind, "source": source.splitlines(keepends=True), "metadata": metadata}


NOTEBOOK_OF_THREE = {
    "cells": [
        cell("markdown", "# Titre *clair*\n\nAvant.", tags=["session"], pixauthor={"en": "# Title\n\nBefore."}),
        cell("markdown", "Pour les auteurs."),
        cell("code", "secret = 1", tags=["session"]),
        cell("markdown", "Après <script>x</script>.", tags=["session"]),
    ]
}


def test_prose_stands_around_the_runner_and_code_nowhere():
    leaf = read_leaf(NOTEBOOK_OF_THREE, "fr")
    assert (leaf.title, leaf.before_html) == ("Titre clair", "<p>Avant.</p>")
    assert leaf.after_html.startswith("<p>Après")
    assert "<script" not in leaf.after_html
    assert "secret" not in str(leaf)
    assert "auteurs" not in str(leaf)


def test_a_cell_says_itself_in_another_language_or_stays_as_it_is():
    leaf = read_leaf(NOTEBOOK_OF_THREE, "en")
    assert (leaf.title, leaf.before_html) == ("Title", "<p>Before.</p>")
    assert leaf.after_html.startswith("<p>Après")


def test_a_notebook_without_a_place_for_the_runner_is_all_before_it():
    alone = {"cells": [cell("markdown", "# Titre", tags=["session"]), cell("markdown", "Suite.", tags=["session"])]}
    leaf = read_leaf(alone, "fr")
    assert (leaf.before_html, leaf.after_html) == ("<p>Suite.</p>", "")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", ["entry", "session"])
def test_the_page_shows_the_shipped_notebook_and_none_of_its_code(name, language):
    page, leaf = site.shell(name, language), session_leaf(language)
    assert f"<h1>{leaf.title}</h1>" in page
    assert leaf.before_html in page
    assert leaf.after_html in page
    notebook = json.loads((shipped("notebooks") / NOTEBOOK).read_text(encoding="utf-8"))
    code = [line.strip() for one in notebook["cells"] if one["cell_type"] == "code" for line in one["source"]]
    assert [line for line in code if line and line in page] == []


def test_the_shipped_notebook_speaks_both_languages():
    assert session_leaf("fr") != session_leaf("en")
    assert all(vars_of(session_leaf("en")))


def vars_of(leaf):
    return leaf.title, leaf.before_html, leaf.after_html
