"""What leaves the bank: all that a candidate needs, and no word of the key."""

import json
import subprocess
import sys
from dataclasses import fields

import pytest
from session_samples import TYPES, item_of

from pixauthor.bank import interactions
from pixauthor.bank.item import Item
from pixauthor.bank.public import _PUBLISHERS, publish
from pixauthor.wire import PublicItem

VISIBLE = {
    *("id", "version", "type", "locale", "competence", "stem", "interaction", "alternative_text", "illustration"),
    *("attachments", "links", "conduct"),
}
SECRETS = {
    "title": "SECRET titre",
    "author": "SECRET auteur",
    "feedback": {"ok": "SECRET oui", "ko": "SECRET non"},
    "tutorials": [{"title": "SECRET fiche", "text": "SECRET texte"}],
    "tests": [{"answer": None, "outcome": "aband", "note": "SECRET note"}],
    "perishable": "SECRET fait",
    "expires": "2030-01-01",
}
TEXT_KEY = {"accept": ["SECRET accepté"]}
SECRET_KEYS = {
    "single-choice": {"choices": [{"id": "a", "text": "A", "feedback": "SECRET a"}, {"id": "b", "text": "B"}]},
    "short-text": {"key": TEXT_KEY},
    "number": {"key": {"value": 987654321, "tolerance": 1, "units": ["SECRET"]}},
    "blanks": {"key": {"copier": TEXT_KEY, "coller": {"accept": ["Ctrl+V"]}}},
    "dependent-blanks": {"key": {"groups": {"SECRET groupe": ["SECRET accepté"]}}},
    "file-task": {"key": {"checks": [{"test": "contains", "value": "SECRET contenu"}]}},
    "simulator": {"key": {"accept": ["SECRET état"]}},
}


@pytest.mark.parametrize("kind", TYPES)
def test_no_secret_is_in_the_message(kind):
    secrets = {**SECRETS, **SECRET_KEYS.get(kind, {})}
    message = json.dumps(publish(item_of(kind, **secrets)).encode(), ensure_ascii=False)
    assert "SECRET" not in message
    assert "987654321" not in message
    assert not {"key", "correct", "accept", "scoring", "tolerance", "feedback", "tests"} & names_in(json.loads(message))


def names_in(value):
    if isinstance(value, dict):
        return set(value) | {name for one in value.values() for name in names_in(one)}
    return {name for one in value for name in names_in(one)} if isinstance(value, list) else set()


class Guard:
    """An item that refuses to show what a candidate may not see."""

    def __init__(self, item):
        self._item = item

    def __getattr__(self, name):
        assert name in VISIBLE, f"publish reads {name}"
        return getattr(self._item, name)


@pytest.mark.parametrize("kind", TYPES)
def test_publishing_reads_visible_fields_only(kind):
    item = item_of(kind)
    assert publish(Guard(item)) == publish(item)
    assert {one.name for one in fields(Item)} >= VISIBLE


@pytest.mark.parametrize("module", ["pixauthor.wire", "pixauthor.bank.interactions"])
def test_what_a_candidate_sees_is_defined_without_the_keys(module):
    program = f"import sys, {module}; print('pixauthor.bank.keys' in sys.modules, 'pixauthor.grading' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_every_way_of_answering_is_published():
    ways = {one for one in vars(interactions).values() if isinstance(one, type) and hasattr(one, "__slots__")}
    parts = {interactions.Option, interactions.Media, interactions.Blank, interactions.TextFormat}
    assert ways - parts == set(_PUBLISHERS)


def test_the_message_is_plain_json_and_says_what_to_draw():
    extras = {
        "illustration": {"file": "media/a.svg", "alt": "Un schéma", "licence": "CC0", "source": "S"},
        "attachments": [{"file": "media/a.zip", "label": "Archive", "licence": "CC0"}],
        "links": [{"url": "https://example.org", "label": "Site"}],
        "conduct": {"timer_seconds": 60, "focus": True},
        "alternative_text": "En mots",
    }
    message = publish(item_of("single-choice", **extras))
    assert isinstance(message, PublicItem)
    encoded = message.encode()
    assert json.loads(json.dumps(encoded))["interaction"] == encoded["interaction"]
    assert encoded["interaction"]["options"][3] == {"id": "d", "text": "Je ne sais pas", "fixed": True}
    assert encoded["illustration"] == {"href": "media/a.svg", "label": "", "alt": "Un schéma"}
    assert encoded["attachments"][0] == {"href": "media/a.zip", "label": "Archive", "alt": ""}
    assert (encoded["timer_seconds"], encoded["focus"], encoded["alternative_text"]) == (60, True, "En mots")


def test_a_file_task_says_how_to_answer():
    interaction = publish(item_of("file-task")).interaction
    assert interaction == {
        "files": [{"href": "media/ventes.csv", "label": "Ventes", "alt": ""}],
        "response": {"type": "upload", "extensions": ["csv"], "max_bytes": 2000},
    }
