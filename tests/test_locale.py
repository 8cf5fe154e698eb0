import ast
import re
import string
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

import pytest

from pixauthor.locale import LANGUAGES, catalogue, choose_language, current_language, text

ROOMS = sorted(path.stem for path in Path(str(files("pixauthor.locale"))).glob("fr/*.toml"))
NAMED_SIGNS = {"Y04.hint", "rejected.candidate-form"}
SOURCES = sorted(Path(str(files("pixauthor"))).rglob("*.py"))


def messages(table: Mapping, prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from messages(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_have_the_same_messages_with_the_same_fields(room):
    french, english = ({name: fields(value) for name, value in messages(catalogue(lang, room))} for lang in LANGUAGES)
    assert french == english


def test_no_catalogue_has_a_room_of_its_own():
    assert sorted(path.stem for path in Path(str(files("pixauthor.locale"))).glob("en/*.toml")) == ROOMS


@pytest.mark.parametrize("room", ROOMS)
def test_a_french_apostrophe_between_letters_is_typographic(room):
    straight = [name for name, value in messages(catalogue("fr", room)) if re.search(r"\w'\w", value)]
    assert not straight


@pytest.mark.parametrize("room", ROOMS)
def test_a_french_double_sign_has_a_space_that_does_not_break(room):
    # Two messages name the sign itself.
    spoken = [(name, value) for name, value in messages(catalogue("fr", room)) if name not in NAMED_SIGNS]
    assert not [name for name, value in spoken if re.search(r"\w[»)]? [?!;:»%](?!\w)|« ", value)]


def named_messages() -> Iterator[tuple[str, ast.Call, str]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _calls(node) in {"text", "PixauthorError"} and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield f"{path.name}:{node.lineno}", node, first.value


def _calls(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def test_every_message_that_the_code_names_is_in_the_catalogue_and_gets_its_fields():
    faults = []
    for place, call, message in named_messages():
        room, _, name = message.partition(".")
        known = dict(messages(catalogue("fr", room))) if room in ROOMS else {}
        if name not in known:
            faults.append(f"{place}: {message} is not in the catalogue")
            continue
        given = {keyword.arg for keyword in call.keywords}
        missing = set() if None in given else fields(known[name]) - given
        if missing:
            faults.append(f"{place}: {message} wants {', '.join(sorted(missing))}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "fr"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8", "PIXAUTHOR_LANG": "fr"}, "fr"),
    ],
)
def test_the_language_is_french_unless_the_environment_says_english(monkeypatch, environment, language):
    monkeypatch.setattr("pixauthor.locale._chosen", [])
    for name in ("PIXAUTHOR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert current_language() == language


def test_a_chosen_language_wins(monkeypatch):
    monkeypatch.setattr("pixauthor.locale._chosen", [])
    choose_language("en")
    assert text("files.is-folder") == text("files.is-folder", "en") != text("files.is-folder", "fr")
    with pytest.raises(ValueError, match="fr, en"):
        choose_language("de")
