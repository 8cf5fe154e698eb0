"""No words of a person's language stand in a script: they come from the catalogues, in French and in English."""

import re
from pathlib import Path

import pytest

import pixauthor

ROOT = Path(pixauthor.__file__).parent
SCRIPTS = sorted(ROOT.rglob("*.js"))
COMMENTS = re.compile(r"/\*.*?\*/|(?<![:'\"`\\])//[^\n]*", re.DOTALL)
TEXTS = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\'((?:[^\'\\\n]|\\.)*)\'|`((?:[^`\\]|\\.)*)`')
# A sentence, or a letter that French has and code has not.
SENTENCE = re.compile(r"^[A-ZÀ-Ý][a-zà-ÿ’']+(?: [A-Za-zà-ÿ’'-]+)+[ .!?…:]*$")
FRENCH = re.compile(r"[àâçéèêëîïôùûüÿœæÀÂÇÉÈÊËÎÏÔÙÛÜŒÆ«»’]")


def words_in(source):
    """Return the texts of a script that a person would read."""
    found = [next(filter(None, groups), "") for groups in TEXTS.findall(COMMENTS.sub("", source))]
    plain = [re.sub(r"\$\{[^}]*\}", "", one).strip() for one in found]
    return [one for one in plain if SENTENCE.match(one) or FRENCH.search(one)]


@pytest.mark.parametrize(
    "script", ['say("Votre réponse")', "say('Try again.')", "say(`Bonjour à ${name}`)", 'label("Next question")']
)
def test_words_in_a_script_are_seen(script):
    assert words_in(script)


@pytest.mark.parametrize(
    "script",
    ['use("pxa-button pxa-main")', '// Say it: "Votre réponse"', "query('tbody tr[data-item]')", 'on("keydown")'],
)
def test_code_is_not_taken_for_words(script):
    assert words_in(script) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_script_holds_no_words(path):
    assert words_in(path.read_text(encoding="utf-8")) == []


def test_scripts_were_found():
    assert len(SCRIPTS) > 30
