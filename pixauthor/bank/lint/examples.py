"""The examples of the rules as files: what the documentation shows, and what the tests run.

An example is one YAML document per item, with the fields that differ from a sound item of its type. ``$path`` says
where the file is when it is not where it should be; a document with ``$files`` gives other files with their content.
"""

from base64 import b64decode
from collections.abc import Mapping
from typing import Any, Final

import yaml

from pixauthor.source.parser import parse_document

Files = dict[str, bytes]
"""Content by path relative to the items folder."""

_COMMON: Final[Mapping[str, Any]] = {
    "id": "dossiers-2-01",
    "type": "single-choice",
    "version": 1,
    "status": "draft",
    "competence": "1.2",
    "skill": "dossiers-2",
    "level": 2,
    "title": "Retrouver un fichier",
    "stem": "Dans quel dossier se trouve **photo.jpg**\u00a0?",
    "author": "A. Martin",
    "licence": "CC-BY-4.0",
    "created": "2026-01-15",
}
_CHOICES: Final = [{"id": "a", "text": "Images"}, {"id": "b", "text": "Documents"}, {"id": "c", "text": "Musique"}]
_SHORTCUTS: Final = {
    "copier": {"label": "Raccourci pour copier"},
    "coller": {"label": "Raccourci pour coller", "options": ["Ctrl+X", "Ctrl+V", "Ctrl+P"]},
}
_TYPES: Final[Mapping[str, Mapping[str, Any]]] = {
    "single-choice": {"choices": _CHOICES, "key": "b", "tests": ("b", "a")},
    "multiple-choice": {
        "stem": "Dans quels dossiers peut se trouver une photo\u00a0?",
        "choices": _CHOICES,
        "key": ["a", "b"],
        "tests": (["a", "b"], ["b", "c"]),
    },
    "short-text": {
        "stem": "Quel est le nom du signe d’une adresse électronique\u00a0?",
        "label": "Nom du signe",
        "key": {"accept": ["arobase"]},
        "tests": ("arobase", "dièse"),
    },
    "blanks": {
        "stem": "Complétez avec les raccourcis du clavier.",
        "template": "Copier\u00a0: ${copier}, puis coller\u00a0: ${coller}",
        "blanks": _SHORTCUTS,
        "key": {"copier": {"accept": ["Ctrl+C"]}, "coller": {"accept": ["Ctrl+V"]}},
        "tests": ({"copier": "ctrl c", "coller": "Ctrl+V"}, {"copier": "ctrl x", "coller": "Ctrl+V"}),
    },
    "dependent-blanks": {
        "stem": "Citez deux navigateurs.",
        "template": "Le premier est ${un} et le second ${deux}",
        "blanks": {"un": {"label": "Premier navigateur"}, "deux": {"label": "Second navigateur"}},
        "key": {"groups": {"firefox": ["Firefox"], "chrome": ["Chrome"], "safari": ["Safari"]}},
        "tests": ({"un": "Safari", "deux": "Firefox"}, {"un": "Excel", "deux": "Word"}),
    },
    "number": {
        "stem": "Combien de mégaoctets reste-t-il dans ce dossier\u00a0?",
        "label": "Mégaoctets",
        "key": {"value": 12},
        "tests": ("12", "40"),
    },
    "ordering": {
        "stem": "Rangez ces dossiers, du plus grand au plus petit.",
        "entries": _CHOICES,
        "key": ["c", "a", "b"],
        "tests": (["c", "a", "b"], ["a", "b", "c"]),
    },
    "matching": {
        "stem": "Associez chaque fichier à son dossier.",
        "sources": [{"id": "s1", "text": "mer.jpg"}, {"id": "s2", "text": "valse.mp3"}],
        "targets": [{"id": "t1", "text": "Images"}, {"id": "t2", "text": "Musique"}],
        "key": {"s1": "t1", "s2": "t2"},
        "tests": ({"s1": "t1", "s2": "t2"}, {"s1": "t2", "s2": "t1"}),
    },
    "file-task": {
        "stem": "Ouvrez le fichier et remettez-le au format CSV.",
        "files": [{"file": "media/dossiers-2-01.txt", "label": "Budget", "licence": "CC-BY-4.0"}],
        "response": {"type": "upload", "extensions": ["csv", "txt"]},
        "key": {"checks": [{"test": "extension", "value": "csv"}]},
        "tests": ({"upload": "media/tests/juste.csv"}, {"upload": "media/tests/faux.txt"}),
    },
    "simulator": {
        "stem": "Videz la corbeille.",
        "page": "media/dossiers-2-01.html",
        "frame_title": "Bureau simulé",
        "key": {"accept": ["vide"]},
        "tests": ("vide", "pleine"),
    },
}
_SIDE_FILES: Final[Mapping[str, bytes]] = {
    "media/dossiers-2-01.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "media/dossiers-2-01.txt": b"poste;montant\n",
    "media/dossiers-2-01.html": b"<!doctype html><title>Bureau</title>",
    "media/tests/juste.csv": b"poste;montant\n",
    "media/tests/faux.txt": b"poste montant\n",
}
"""Files that stand beside an example item when it names them."""


def expand(example: str) -> Files:
    """Return an example as files: its items, what they name, and what its ``$files`` add or replace."""
    documents = [_parse(part) for part in example.split("\n---\n")]
    files: Files = {}
    for document in documents:
        if "$files" not in document:
            files |= _item_files(document)
    for document in documents:
        for path, content in document.get("$files", {}).items():
            files[path] = b64decode(content["base64"]) if isinstance(content, Mapping) else content.encode()
    return files


def _parse(text: str) -> dict[str, Any]:
    document = parse_document(text, "example").document
    if document is None:
        raise ValueError(f"not YAML: {text}")
    return document.data


def _item_files(changes: Mapping[str, Any]) -> Files:
    base = {**_COMMON, **_TYPES[changes.get("type", "single-choice")]}
    right, wrong = base["tests"]
    tests = [{"answer": right, "outcome": "ok"}, {"answer": wrong, "outcome": "ko"}]
    item = base | {"tests": tests} | {name: value for name, value in changes.items() if not name.startswith("$")}
    path = changes.get("$path", f"1.2/{item['id']}.yaml")
    written = yaml.safe_dump(item, allow_unicode=True, sort_keys=False, width=120)
    beside = {f"1.2/{file}": content for file, content in _SIDE_FILES.items() if file in written}
    return {path: written.encode(), **beside}
