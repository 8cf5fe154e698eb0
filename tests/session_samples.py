"""A small framework and one item of each type, as written in files: for tests of sessions and grading."""

import json
from pathlib import Path
from typing import Any

import yaml

from pixauthor.bank.bank import Bank
from pixauthor.bank.codec import decode_item
from pixauthor.bank.item import Item
from pixauthor.framework.codec import decode_framework
from pixauthor.framework.model import Framework

BASE: dict[str, Any] = {
    "id": "sample-1-01",
    "version": 1,
    "status": "validated",
    "competence": "1.2",
    "skill": "sample-1",
    "level": 1,
    "title": "Titre pour auteurs",
    "stem": "Que faut-il faire ?",
    "author": "atelier-essai",
    "licence": "CC-BY-4.0",
    "created": "2026-11-22",
    "validated": "2026-11-22",
    "review": {"reviewers": ["relecture-a", "relecture-b"], "fairness": {"by": "relecture-a", "on": "2026-11-22"}},
    "tests": [{"answer": None, "outcome": "aband"}],
    "key": None,
}
OPTIONS = [{"id": "a", "text": "Alpha"}, {"id": "b", "text": "Bravo"}, {"id": "c", "text": "Charlie"}]

TYPES: dict[str, dict[str, Any]] = {
    "single-choice": {
        "choices": [*OPTIONS, {"id": "d", "text": "Je ne sais pas", "fixed": True, "feedback": "Relisez le cours."}],
        "key": "b",
        "tests": [{"answer": "b", "outcome": "ok"}, {"answer": "a", "outcome": "ko"}],
    },
    "multiple-choice": {
        "choices": OPTIONS,
        "scoring": "partial",
        "key": ["a", "c"],
        "tests": [{"answer": ["a", "c"], "outcome": "ok"}, {"answer": ["b"], "outcome": "ko"}],
    },
    "short-text": {
        "label": "Votre mot",
        "key": {"accept": ["zèbre rayé"]},
        "tests": [{"answer": "Zebre raye", "outcome": "ok"}, {"answer": "cheval", "outcome": "ko"}],
    },
    "number": {
        "label": "Taille",
        "unit": "Mo",
        "conduct": {"timer_seconds": 60},
        "key": {"value": 12.5, "tolerance": 0.1},
        "tests": [{"answer": "12,5", "outcome": "ok"}, {"answer": "125", "outcome": "ko"}],
    },
    "blanks": {
        "template": "Copier : ${copier} — coller : ${coller}",
        "blanks": {"copier": {"label": "Copier"}, "coller": {"label": "Coller", "options": ["Ctrl+X", "Ctrl+V"]}},
        "scoring": "partial",
        "key": {"copier": {"accept": ["Maj+Inser"]}, "coller": {"accept": ["Ctrl+V"]}},
        "tests": [
            {"answer": {"copier": "maj inser", "coller": "Ctrl+V"}, "outcome": "ok"},
            {"answer": {"copier": "F1", "coller": "Ctrl+X"}, "outcome": "ko"},
        ],
    },
    "dependent-blanks": {
        "template": "Deux navigateurs : ${un} et ${deux}",
        "blanks": {"un": {"label": "Premier"}, "deux": {"label": "Second"}},
        "key": {
            "groups": {"firefox": ["Firefox", "Mozilla Firefox"], "chrome": ["Chrome"], "safari": ["Safari"]},
            "scoring": {1: 0.5, 2: 1},
        },
        "tests": [
            {"answer": {"un": "Chrome", "deux": "Firefox"}, "outcome": "ok"},
            {"answer": {"un": "Word", "deux": "Excel"}, "outcome": "ko"},
        ],
    },
    "ordering": {
        "entries": OPTIONS,
        "scoring": "partial",
        "key": ["c", "a", "b"],
        "tests": [{"answer": ["c", "a", "b"], "outcome": "ok"}, {"answer": ["a", "b", "c"], "outcome": "ko"}],
    },
    "matching": {
        "sources": [{"id": "s1", "text": "photo.jpg"}, {"id": "s2", "text": "son.mp3"}],
        "targets": [{"id": "t1", "text": "Une image"}, {"id": "t2", "text": "Un son"}, {"id": "t3", "text": "Un film"}],
        "scoring": "partial",
        "key": {"s1": "t1", "s2": "t2"},
        "tests": [
            {"answer": {"s1": "t1", "s2": "t2"}, "outcome": "ok"},
            {"answer": {"s1": "t2", "s2": "t1"}, "outcome": "ko"},
        ],
    },
    "file-task": {
        "files": [{"file": "media/ventes.csv", "label": "Ventes", "licence": "CC-BY-4.0"}],
        "response": {"type": "upload", "extensions": ["csv"], "max_bytes": 2000},
        "key": {
            "checks": [
                {"test": "extension", "value": "csv"},
                {"test": "csv-cell", "row": 3, "column": "Total", "value": "42"},
            ],
            "scoring": "partial",
        },
        "tests": [
            {"answer": {"upload": "media/tests/juste.csv"}, "outcome": "ok"},
            {"answer": {"upload": "media/tests/faux.csv"}, "outcome": "partially"},
        ],
    },
    "simulator": {
        "page": "media/simulateur.html",
        "frame_title": "Une corbeille",
        "key": {"accept": ["corbeille:vide"]},
        "tests": [
            {"answer": "corbeille:vide", "outcome": "ok"},
            {"answer": "corbeille:pleine", "outcome": "ko"},
        ],
    },
}
LEVELS = {kind: level for level, kind in enumerate(list(TYPES)[:8], start=1)} | {"file-task": 1, "simulator": 2}
TUBES = {"types": list(TYPES)[:8], "fichiers": ["file-task", "simulator"]}
MEDIA = {
    "media/ventes.csv": "Mois;Total\nmai;\njuin;\n",
    "media/tests/juste.csv": "Mois;Total\nmai;40\njuin;42\n",
    "media/tests/faux.csv": "Mois;Total\nmai;40\njuin;41\n",
    "media/simulateur.html": '<!doctype html><button onclick="parent.postMessage('
    "{type: 'pixauthor:answer', value: 'corbeille:vide'}, '*')\">Vider</button>",
}


def data_of(kind: str, **fields: Any) -> dict[str, Any]:
    """Return an item of this type as its file says it, with other fields where given."""
    tube = next(name for name, kinds in TUBES.items() if kind in kinds)
    skill = f"{tube}-{LEVELS[kind]}"
    placed = {"id": f"{skill}-01", "skill": skill, "level": LEVELS[kind], "type": kind}
    said = {
        "feedback": {"ok": "Oui, bravo.", "ko": "Non, retenez la clé du cours."},
        "tutorials": [{"title": f"Fiche {kind}", "text": "Un conseil de lecture."}],
    }
    return {**BASE, **placed, **said, **TYPES[kind], **fields}


def item_of(kind: str, **fields: Any) -> Item:
    """Return the same as a value."""
    return decode_item(data_of(kind, **fields))


def sample_bank(**fields: Any) -> Bank:
    """Return the bank of one item of each type."""
    return Bank.of(item_of(kind, **fields) for kind in TYPES)


def framework_data() -> dict[str, Any]:
    """Return a framework of one competence, whose tubes have one skill for each item."""
    tubes = [
        {
            "id": tube,
            "title": {"fr": tube, "en": tube},
            "skills": [
                {
                    "id": f"{tube}-{LEVELS[kind]}",
                    "level": LEVELS[kind],
                    "description": {"fr": f"Savoir {kind}", "en": f"Know {kind}"},
                }
                for kind in kinds
            ],
        }
        for tube, kinds in TUBES.items()
    ]
    competence = {"code": "1.2", "title": {"fr": "Gérer des données", "en": "Managing data"}, "tubes": tubes}
    return {
        "id": "essai",
        "version": "1",
        "levels": [
            {"level": level, "name": {"fr": f"niveau {level}", "en": f"level {level}"}} for level in range(1, 9)
        ],
        "areas": [
            {
                "code": "1",
                "title": {"fr": "Information", "en": "Information"},
                "colour": "#F1A141",
                "competences": [competence],
            }
        ],
    }


def sample_framework() -> Framework:
    """Return the same as a value."""
    return decode_framework(framework_data())


def write_workspace(root: Path) -> Path:
    """Write framework, items and media under ``root`` and return it."""
    folder = root / "items" / "1.2"
    for name, words in MEDIA.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(words, encoding="utf-8")
    (root / "items" / "framework.yaml").write_text(_yaml(framework_data()), encoding="utf-8")
    for kind in TYPES:
        data = data_of(kind)
        (folder / f"{data['id']}.yaml").write_text(_yaml(data), encoding="utf-8")
    return root


def _yaml(data: Any) -> str:
    # Through JSON: what stands twice is copied, so that no anchor is written.
    return yaml.safe_dump(json.loads(json.dumps(data)), allow_unicode=True, sort_keys=False)
