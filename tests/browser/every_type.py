"""A bundle of two competences in which every type of item is asked, each with words that nobody may see too early."""

import json
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from service_samples import KEY
from session_samples import MEDIA, TYPES, data_of, framework_data

from pixauthor.bank.codec import decode_item
from pixauthor.bank.item import Item
from pixauthor.bundles.build import Bundle, build_bundle
from pixauthor.bundles.manifest import Purpose
from pixauthor.bundles.offer import Offer, prepare
from pixauthor.framework.codec import decode_framework
from pixauthor.service.content import Content, open_content

COMPETENCES = {
    "1.2": ("single-choice", "short-text", "number", "ordering", "file-task", "simulator"),
    "1.3": ("multiple-choice", "blanks", "dependent-blanks", "matching"),
}
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="90"><rect width="320" height="90" fill="#cde"/></svg>'
)
# A page that tries all that it may not do, and says what it could; what it may do is to say how it was handled.
SIMULATOR = """<!doctype html><html lang="fr"><title>Une corbeille</title><p id="said">rien</p>
<button id="vider">Vider</button><script>
const answer = {type: "pixauthor:answer", value: "corbeille:vide"};
document.getElementById("vider").onclick = () => parent.postMessage(answer, "*");
const tried = {
  fetch: () => fetch("/api/session").then((reply) => reply.text()),
  elsewhere: () => fetch("http://127.0.0.1:9/").then((reply) => reply.text()),
  picture: () => new Promise((yes, no) => {
    Object.assign(new Image(), {onload: yes, onerror: no}).src = "/media/1.2/media/plan.svg";
  }),
  cookie: async () => document.cookie.length,
  storage: async () => localStorage.length,
  parent: async () => parent.document.title,
  top: async () => { top.location.href = "about:blank"; throw 0; },
  popup: async () => { if (!window.open("about:blank")) throw 0; },
};
Promise.all(Object.entries(tried).map(([name, act]) => act().then(() => name, () => null))).then((done) => {
  document.getElementById("said").textContent = "possible: " + done.filter(Boolean).join(" ");
});
</script></html>"""
FILES = {**MEDIA, "media/simulateur.html": SIMULATOR, "media/plan.svg": PICTURE, "media/notes.txt": "Des notes.\n"}
PICTURED = {"file": "media/plan.svg", "alt": "Un plan", "licence": "CC-BY-4.0"}
MORE: dict[str, dict[str, Any]] = {
    "single-choice": {
        "illustration": PICTURED,
        "attachments": [{"file": "media/notes.txt", "label": "Notes", "licence": "CC-BY-4.0"}],
    },
    "short-text": {"conduct": {"focus": True}},
    "number": {"conduct": {"timer_seconds": 90}},
}


def secrets_of(kind: str) -> list[str]:
    """Return what may be read of an item only once it is answered, if at all."""
    return [f"{word}-{kind}" for word in ("oui", "non", "fiche", "conseil", "option")]


KEYS = {"short-text": "zèbre", "blanks": "Maj+Inser", "dependent-blanks": "Mozilla Firefox"}
"""Words of keys that stand nowhere else."""


def hidden_of(kinds: Iterable[str]) -> list[str]:
    """Return what may be nowhere before items of these types are answered: what is told afterwards, and keys."""
    return [word for kind in kinds for word in (*secrets_of(kind), *([KEYS[kind]] if kind in KEYS else []))]


def _data(kind: str, competence: str) -> dict[str, Any]:
    right, wrong, title, advice, _ = secrets_of(kind)
    said = {
        "id": f"{kind}-01",
        "skill": f"{kind}-1",
        "level": 1,
        "competence": competence,
        "stem": f"Que faut-il faire ({kind}) ?",
        "feedback": {"ok": right, "ko": wrong},
        "tutorials": [{"title": title, "text": advice}],
    }
    return data_of(kind, **said, **MORE.get(kind, {}))


def _competence(code: str, kinds: tuple[str, ...]) -> dict[str, Any]:
    tubes = [
        {
            "id": kind,
            "title": {"fr": kind, "en": kind},
            "skills": [{"id": f"{kind}-1", "level": 1, "description": {"fr": f"Savoir {kind}", "en": f"Know {kind}"}}],
        }
        for kind in kinds
    ]
    names = {"1.2": ("Gérer des données", "Managing data"), "1.3": ("Traiter des données", "Processing data")}
    return {"code": code, "title": dict(zip(("fr", "en"), names[code], strict=True)), "tubes": tubes}


@cache
def bundle_of_every_type() -> Bundle:
    """Return the two signed archives."""
    framework = framework_data()
    framework["areas"][0]["competences"] = [_competence(code, kinds) for code, kinds in COMPETENCES.items()]
    items = [_data(kind, code) for code, kinds in COMPETENCES.items() for kind in kinds]
    # What is JSON is YAML.
    texts = {f"{one['competence']}/{one['id']}.yaml": json.dumps(one) for one in items}
    texts |= {"framework.yaml": json.dumps(framework)} | {f"1.2/{name}": words for name, words in FILES.items()}
    with tempfile.TemporaryDirectory() as folder:
        for name, words in texts.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(words, encoding="utf-8")
        bank = tuple(map(decode_item, items))
        offer = Offer(items_dir=Path(folder), framework=decode_framework(framework), items=bank, findings=())
        return build_bundle(prepare(offer, bank, name="essai", version="", purpose=Purpose.DEMONSTRATION), KEY)


@cache
def content_of_every_type() -> Content:
    """Return the content of that bundle, verified."""
    bundle = bundle_of_every_type()
    return open_content(bundle.public, bundle.secret, KEY.public)


def item_of_type(kind: str) -> Item:
    """Return the item of a type."""
    return content_of_every_type().bank[f"{kind}-01"]


assert {kind for kinds in COMPETENCES.values() for kind in kinds} == set(TYPES)
