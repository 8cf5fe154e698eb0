"""All bytes of whole sessions, all item types: no key, parameter, rationale or sample answer is anywhere in them."""

import itertools
import json
import re
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from html import unescape

import pytest
import yaml
from coroutines import completed
from service_samples import KEY, Clock, sample_answer, sample_bundle, sample_content
from session_samples import TYPES, data_of, sample_framework, write_workspace
from starlette.testclient import TestClient

from pixauthor.bank.bank import Bank
from pixauthor.bank.codec import decode_item
from pixauthor.bundles.archive import unpack
from pixauthor.bundles.build import build_bundle
from pixauthor.bundles.manifest import Purpose
from pixauthor.bundles.offer import Offer, prepare
from pixauthor.delivery.algorithms import ADAPTIVE
from pixauthor.delivery.measure import Curve, Measure
from pixauthor.framework.ability_scale import CutScore, LevelCuts
from pixauthor.service import site
from pixauthor.service.app import make_app
from pixauthor.service.candidate import COOKIE, ROLE, CandidateDesk
from pixauthor.service.content import open_content
from pixauthor.service.desk import Desk
from pixauthor.service.journal import open_journal
from pixauthor.service.messages import Order
from pixauthor.service.seal import Seal
from pixauthor.service.views import Drawings

CONTENT = sample_content()
ORDER = Order(candidate="c-1", competences=("1.2",), feedback=False)
NAMES_OF_SECRETS = {"key", "keys", "accept", "tolerance", "scoring", "checks", "tests", "groups", "solution", "outcome"}
NAMES_OF_SECRETS |= {"rationale", "parameters", "difficulty", "discrimination", "guessing", "a", "c", "seed", "author"}
NAMES_OF_SECRETS |= {"reviewers", "review", "known", "engine", "bundle", "expected", "credit", "parts", "curve"}
DATE = re.compile(r"\d{4}-\d\d-\d\d")
SHORTEST = 3
"""A shorter text (« b », 42) stands anywhere; that it tells nothing is for the last test of this file."""


@contextmanager
def talk(folder, content):
    """A service whose clock, ids and chance are the same every time, and a way to talk to it that notes all bytes."""

    async def made():
        journal = await open_journal(str(folder / "journal.sqlite"))
        ids, seeds = map("sitting-{}".format, itertools.count()), itertools.count(5)
        return Desk(content, journal, clock=Clock(), new_id=ids.__next__, new_seed=seeds.__next__)

    desk, clock = completed(made()), Clock()
    seal = Seal(key=b"k" * 32, now=lambda: clock().timestamp())
    app = make_app([*CandidateDesk(desk, Drawings(content), seal).routes(), *site.routes()])
    with TestClient(app, base_url="https://service.example", raise_server_exceptions=False) as client:
        yield Talk(client, desk, seal)
        client.portal.call(desk.journal.close)


class Talk:
    """One candidate after another; ``heard`` is every answer: path, item in question, bytes with their headers."""

    def __init__(self, client, desk, seal):
        self.client, self.desk, self.seal, self.heard = client, desk, seal, []

    def ask(self, method, path, waiting="", **data):
        headers = {"x-pixauthor": "1", "cookie": f"{COOKIE}={self.seal.close(ROLE, self.sitting)}"}
        body = {"json": {"session": self.sitting, **data}} if method == "POST" else {}
        reply = self.client.request(method, path, headers=headers, **body)
        assert reply.status_code in {200, 404, 409, 422}, reply.text
        self.heard.append((path, waiting, str(sorted(reply.headers.items())).encode() + reply.content))
        return reply.json() if path.startswith("/api") else reply

    def sit(self, order, value_of):
        """Take a whole sitting, with everything that a page can ask on its way."""
        self.sitting = self.client.portal.call(self.desk.open, order)
        view = self.ask("GET", "/api/session")
        while view["screen"] != "result":
            if view["screen"] != "question":
                view = self.ask("POST", "/api/session/next", rank=view["rank"])
                continue
            item = view["item"]["item"]
            said = {"item": item, "rank": view["rank"]}
            self.ask("POST", "/api/session/draft", item, **said, value="à moitié")
            self.ask("POST", "/api/session/focus", item, **said)
            self.ask("POST", "/api/session/report", item, **said, category="other", words="")
            self.ask("POST", "/api/session/answer", item, **said, value=[[["x"]]])
            self.ask("POST", "/api/session/answer", item, **{**said, "rank": view["rank"] + 1}, value=None)
            self.ask("GET", "/api/session", item)
            for address in view["media"].values():
                self.ask("GET", address, item)
            view = self.ask("POST", "/api/session/answer", item, **said, value=value_of(item))
        self.ask("GET", "/api/session")


def static():
    """Every page and every file that pages load, which are the same for everybody."""
    pages = [site.shell(name, language).encode() for name in ("entry", "session") for language in ("fr", "en")]
    return b"\n".join([*pages, *site.assets().values()])


def leaves(node):
    """Every text and number of a document."""
    if isinstance(node, dict):
        for value in node.values():
            yield from leaves(value)
    elif isinstance(node, list):
        for value in node:
            yield from leaves(value)
    elif node is not None and not isinstance(node, bool):
        yield str(node)


@cache
def plain(data):
    """Bytes as a person would read them: no escapes, no elements, one space."""
    words = data.decode("utf-8", "replace")
    words = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), words).replace('\\"', '"')
    return " ".join(unescape(re.sub(r"<[^>]*>|\\n", " ", words)).split()).casefold()


def secrets_by_item():
    """What the secret part of the bundle says of an item and its public part does not, by item."""
    bundle = sample_bundle()
    public, secret = unpack(bundle.public), unpack(bundle.secret)
    open_words = " ".join(plain(data) for name, data in public.items() if name.startswith("items/"))
    # What tutorials and names of competences say is for candidates; so is what names a field.
    told = plain(json.dumps([item.get("tutorials") for item in map(data_of, TYPES)], ensure_ascii=False).encode())
    told += plain(secret["items/framework.yaml"]) + " " + " ".join(data_of("number"))
    found = {}
    for name, data in secret.items():
        if name.startswith("items/1.2/") and name.endswith(".yaml"):
            document = yaml.safe_load(data)
            hidden = {field: document[field] for field in ("key", "tests", "feedback", "author", "review", "title")}
            options = [one.get("feedback", "") for one in document.get("choices", [])]
            words = {plain(leaf.encode()) for leaf in leaves([hidden, options]) if not DATE.fullmatch(leaf)}
            found[document["id"]] = {w for w in words if len(w) >= SHORTEST and w not in open_words and w not in told}
    files = {name: data for name, data in secret.items() if name not in public and "/media/" in name}
    found["files"] = {plain(data) for data in files.values()}
    return found


SECRETS = secrets_by_item()


def all_types(talk, order):
    """Sit until every type was put; answers are skipped or wrong, so that no echo of them is a secret."""
    for seed in range(20):
        talk.sit(replace(order, candidate=f"c-{seed}"), lambda item, s=seed: sample_answer_of(item, s))
        put = {CONTENT.bank[item].type for _, item, _ in talk.heard if item}
        if len(put) == len(TYPES):
            return
    raise AssertionError(put)


def sample_answer_of(item, seed):
    return sample_answer(CONTENT, item, "ok") if CONTENT.bank[item].level <= seed % 9 else None


def test_pages_and_scripts_know_no_item():
    words = plain(static())
    for item, hidden in SECRETS.items():
        # A name of a browser is one of ours, too.
        assert not [word for word in hidden if len(word) > 8 and word in words], item


def test_there_are_secrets_to_look_for():
    assert {len(words) > 1 for words in SECRETS.values()} == {True}
    assert "zèbre rayé" in SECRETS["types-3-01"]
    assert any("retenez la clé" in word for word in SECRETS["types-1-01"])


@pytest.mark.parametrize("setting", [{"feedback": False}, {"feedback": True, "right_answers": False}])
def test_nothing_secret_is_said_in_a_session_that_tells_nothing(tmp_path, setting):
    with talk(tmp_path, CONTENT) as opened:
        all_types(opened, replace(ORDER, **setting))
    for path, _, data in opened.heard:
        words = plain(data)
        for item, hidden in SECRETS.items():
            # What a candidate said is said back to him.
            said = (
                plain(json.dumps(sample_answer(CONTENT, item), ensure_ascii=False).encode()) if item != "files" else ""
            )
            for word in hidden:
                assert word not in words or word in said, (path, item, word)


def test_what_is_told_after_an_answer_is_told_of_that_item_alone_and_not_before(tmp_path):
    with talk(tmp_path, CONTENT) as opened:
        all_types(opened, replace(ORDER, feedback=True, right_answers=True))
    answered = set()
    shared = {word for one, other in itertools.permutations(SECRETS, 2) for word in SECRETS[one] & SECRETS[other]}
    for path, waiting, data in opened.heard:
        if path.endswith("/session") and not waiting:
            answered |= {item for _, item, _ in opened.heard if item}
        words = plain(data)
        told = waiting if path.endswith("/answer") else None
        for item, hidden in SECRETS.items():
            if item != told and item not in answered:
                for word in hidden - shared:
                    assert word not in words, (path, waiting, item, word)
        if told:
            answered.add(told)


def names_of(node):
    if isinstance(node, dict):
        for name, value in node.items():
            yield name
            # Names of blanks, pairs and files are the author's own.
            if name not in {"value", "media"}:
                yield from names_of(value)
    elif isinstance(node, list):
        for value in node:
            yield from names_of(value)


def test_no_field_of_any_answer_is_named_as_a_secret(tmp_path):
    with talk(tmp_path, CONTENT) as opened:
        all_types(opened, replace(ORDER, feedback=True))
    for path, _, data in opened.heard:
        if path.startswith("/api/"):
            view = json.loads(data[data.rindex(b")]") + 2 :])
            assert not NAMES_OF_SECRETS & set(names_of(view)), path


def test_no_parameter_of_a_calibrated_item_is_said(tmp_path):
    curves = {
        item.reference: Curve(a=1.234567 + k / 10, b=-1.345678 + k / 3, c=0.123456 + k / 100)
        for k, item in enumerate(CONTENT.bank)
    }
    cuts = LevelCuts(floor=-3.5, cuts=tuple(CutScore(level=k, theta=-3.456789 + 0.8 * k) for k in range(1, 9)))
    measure = Measure(curves=curves, mean=0.0, sd=1.0, cuts={"": cuts}, digest="0" * 64)
    with talk(tmp_path, replace(CONTENT, measure=measure)) as opened:
        for seed in range(4):
            opened.sit(
                replace(ORDER, candidate=f"c-{seed}", engine=ADAPTIVE), lambda item, s=seed: sample_answer_of(item, s)
            )
    numbers = [f"{value:.4f}"[:-1] for curve in curves.values() for value in (curve.a, curve.b, curve.c)]
    numbers += [f"{cut.theta:.4f}"[:-1] for cut in cuts.cuts]
    for path, _, data in opened.heard:
        if path.startswith("/api/"):
            values = [f"{float(found):.5f}" for found in re.findall(r"-?\d+\.\d+", data.decode())]
            assert not [(path, number) for number in numbers if any(one.startswith(number) for one in values)]


OTHER_SECRETS = {
    "single-choice": {"key": "a", "tests": [{"answer": "a", "outcome": "ok"}, {"answer": "b", "outcome": "ko"}]},
    "multiple-choice": {"key": ["b"], "scoring": "all-or-nothing", "tests": [{"answer": ["b"], "outcome": "ok"}]},
    "short-text": {"key": {"accept": ["girafe"]}, "tests": [{"answer": "girafe", "outcome": "ok"}]},
    "number": {"key": {"value": 7, "tolerance": 2}, "tests": [{"answer": "7", "outcome": "ok"}]},
    "matching": {"key": {"s1": "t3", "s2": "t1"}, "tests": [{"answer": {"s1": "t3", "s2": "t1"}, "outcome": "ok"}]},
    "simulator": {"key": {"accept": ["corbeille:pleine"]}, "tests": [{"answer": "corbeille:pleine", "outcome": "ok"}]},
}
"""Other keys for the same questions. An order has none: what is shown is never the right one, on purpose."""


def other_content(folder):
    """The bundle whose questions are the same to the letter, and whose keys, feedback and authors are not."""
    root = write_workspace(folder)
    said = {"feedback": {"ok": "Exact.", "ko": "Inexact, revoyez tout."}, "author": "un-autre", "title": "Autre titre"}
    items = []
    for kind in TYPES:
        data = data_of(kind, **said, **OTHER_SECRETS.get(kind, {}))
        items.append(decode_item(data))
        path = root / "items" / "1.2" / f"{data['id']}.yaml"
        path.write_text(yaml.safe_dump(json.loads(json.dumps(data)), allow_unicode=True), encoding="utf-8")
    bank = tuple(Bank.of(items))
    offer = Offer(items_dir=root / "items", framework=sample_framework(), items=bank, findings=())
    bundle = build_bundle(prepare(offer, bank, name="essai", version="", purpose=Purpose.DEMONSTRATION), KEY)
    mine, theirs = (unpack(one.public) for one in (sample_bundle(), bundle))
    assert {n: d for n, d in mine.items() if "items/" in n} == {n: d for n, d in theirs.items() if "items/" in n}
    return open_content(bundle.public, bundle.secret, KEY.public)


def test_with_other_keys_the_same_session_is_the_same_to_the_byte(tmp_path):
    """Nothing at all of a key, however short, and whatever it was turned into: who skips all hears the same."""
    heard = []
    for number, content in enumerate((CONTENT, other_content(tmp_path / "other"))):
        (tmp_path / str(number)).mkdir()
        with talk(tmp_path / str(number), content) as opened:
            for seed in range(5):
                opened.sit(replace(ORDER, candidate=f"c-{seed}"), lambda _: None)
            heard.append(opened.heard)
    assert heard[0] == heard[1]
