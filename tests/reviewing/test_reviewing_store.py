"""Review files on disk: entries are added and nothing is lost, whoever writes at the same time."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review_samples import ADA, BOB, CLEO, EVE, ITEM, NOW, PEOPLE, all_ok, request

from pixauthor.bank.check import check_bank
from pixauthor.editing.actions import move_to_skill, rename
from pixauthor.editing.plan_store import execute
from pixauthor.editing.spans import read
from pixauthor.editing.store import load_shelf
from pixauthor.errors import PixauthorError
from pixauthor.framework.store import load_framework
from pixauthor.grading.grade import grade
from pixauthor.reviewing.codec import decode_log, encode_entry
from pixauthor.reviewing.desk import Request
from pixauthor.reviewing.log_text import appended
from pixauthor.reviewing.model import Act, Action, Entry, Tick
from pixauthor.reviewing.people import person_named, present_person
from pixauthor.reviewing.refused import Refused
from pixauthor.reviewing.store import Reviews
from pixauthor.source.schema import is_valid

PATH = "1.2/dossiers-2-01.yaml"
LOG = "1.2/reviews/dossiers-2-01.yaml"
WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from("\n\t\"'#:{}[],&*!|>-"), min_size=1)


def comment(words: str, number: int = 0) -> Entry:
    return Entry(id=f"e{number}", at="2026-11-22T10:15:30Z", by="bob", do=Act.COMMENT, text=words, where="stem")


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=4))
def test_entries_are_lines_at_the_end_and_read_back_as_they_were(texts):
    file, entries = None, [comment(words, number) for number, words in enumerate(texts)]
    for number, entry in enumerate(entries, start=1):
        longer = appended(file, entry)
        assert longer.startswith(file or "")
        assert longer.count("\n") == number + 2
        file = longer
    data = read(file).data
    assert is_valid(data, "reviews")
    assert decode_log(data) == tuple(entries)


@pytest.mark.parametrize(
    "laid_out",
    [
        "entries: []\n",
        "entries:\n- {id: e9, at: 2026-11-22T10:15:30Z, by: bob, do: comment, text: Un.}  # note\n",
        "entries:\r\n  - id: e9\r\n    at: 2026-11-22T10:15:30Z\r\n    by: bob\r\n    do: comment\r\n    text: Un.\r\n",
        "entries: [{id: e9, at: 2026-11-22T10:15:30Z, by: bob, do: comment, text: Un.}]",
    ],
)
def test_a_file_that_was_laid_out_by_hand_keeps_its_layout(laid_out):
    before = decode_log(read(laid_out).data)
    text = appended(laid_out, comment("Deux.", 1))
    assert decode_log(read(text).data) == (*before, comment("Deux.", 1))
    assert all(line in text for line in laid_out.rstrip("]\r\n").splitlines() if line != "entries: [")


def test_an_entry_of_every_act_has_the_shape_of_the_schema_and_reads_back(reviews: Reviews):
    steps = [(ADA, Action.SUBMIT), (BOB, Action.COMMENT), (ADA, Action.ANSWER), (BOB, Action.RESOLVE)]
    steps += [(BOB, Action.REOPEN), (EVE, Action.RESOLVE), (BOB, Action.ASK_CHANGES), (BOB, Action.APPROVE)]
    steps += [(CLEO, Action.APPROVE), (EVE, Action.VALIDATE)]
    written = [do(reviews, who, action, number) for number, (who, action) in enumerate(steps)]
    data = read((reviews.items_dir / LOG).read_text(encoding="utf-8")).data
    assert is_valid(data, "reviews")
    assert data["entries"] == [encode_entry(entry) for entry in written]
    assert reviews.log(PATH) == tuple(written)
    assert {entry.do for entry in written} == set(Act)
    assert check_bank(reviews.items_dir, grade=grade).findings == ()


def do(reviews: Reviews, who, action: Action, number: int = 0, **said) -> Entry:
    threads = reviews.open(PATH).standing.threads
    asked = request(action, reviews.open(PATH), **({"to": threads[-1].id if threads else ""} | said))
    done = reviews.do(PATH, asked, who, now=NOW + timedelta(minutes=number))
    assert isinstance(done, Entry), done.render()
    return done


def test_many_who_write_at_once_lose_nothing(reviews: Reviews):
    def say(number: int) -> None:
        do(reviews, BOB, Action.COMMENT, text=f"Remarque {number}")

    with ThreadPoolExecutor(8) as people:
        list(people.map(say, range(24)))
    assert {entry.text for entry in reviews.log(PATH)} == {f"Remarque {number}" for number in range(24)}


def test_two_branches_that_each_said_something_merge_without_a_conflict(root: Path, reviews: Reviews):
    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)

    (root / ".gitattributes").write_text("/items/*/reviews/*.yaml merge=union\n", encoding="utf-8")
    do(reviews, ADA, Action.SUBMIT)
    git("init", "-q", "-b", "main")
    git("config", "user.email", "ada@example.org")
    git("config", "user.name", "Ada")
    git("add", "-A")
    git("commit", "-qm", "Soumettre")
    git("branch", "bob")
    do(reviews, CLEO, Action.COMMENT, 1, text="Trop long.")
    git("commit", "-qam", "Cleo")
    git("checkout", "-q", "bob")
    do(reviews, BOB, Action.COMMENT, 2, text="Trop long.")
    do(reviews, BOB, Action.ASK_CHANGES, 3)
    git("commit", "-qam", "Bob")
    git("merge", "-q", "main")
    assert [(one.by, one.do) for one in reviews.log(PATH)] == [
        *(("ada", "submit"), ("cleo", "comment"), ("bob", "comment"), ("bob", "ask-changes")),
    ]


def test_a_validation_changes_the_lines_that_it_must_and_no_other(reviews: Reviews):
    for number, (who, action) in enumerate([(ADA, Action.SUBMIT), (BOB, Action.APPROVE), (CLEO, Action.APPROVE)]):
        do(reviews, who, action, number)
    assert (reviews.items_dir / PATH).read_text(encoding="utf-8") == ITEM
    do(reviews, EVE, Action.VALIDATE, 9)
    after = (reviews.items_dir / PATH).read_text(encoding="utf-8").splitlines()
    assert [line for line in ITEM.splitlines() if line not in after] == ["status: draft"]
    assert next(line for line in after if line not in ITEM.splitlines()) == "status: validated"


def test_errors_of_the_check_stop_a_validation(reviews: Reviews):
    file = reviews.items_dir / PATH
    file.write_text(ITEM.replace("outcome: ko", "outcome: ok"), encoding="utf-8")
    for number, (who, action) in enumerate([(ADA, Action.SUBMIT), (BOB, Action.APPROVE), (CLEO, Action.APPROVE)]):
        do(reviews, who, action, number)
    done = reviews.do(PATH, Request(action=Action.VALIDATE), EVE, now=NOW)
    assert isinstance(done, Refused)
    assert done.message == "review.refusal.errors"


def test_what_was_seen_before_somebody_edited_the_item_is_not_decided_on(reviews: Reviews):
    do(reviews, ADA, Action.SUBMIT)
    seen = reviews.open(PATH)
    (reviews.items_dir / PATH).write_text(ITEM.replace("text: Musique", "text: Vidéos"), encoding="utf-8")
    asked = Request(action=Action.APPROVE, checklist=all_ok(seen), seen=seen.content)
    done = reviews.do(PATH, asked, BOB, now=NOW)
    assert isinstance(done, Refused)
    assert len(reviews.log(PATH)) == 1


@pytest.mark.parametrize("name", [PATH, LOG])
def test_a_read_only_file_is_said_and_nothing_is_half_done(reviews: Reviews, name: str):
    for number, (who, action) in enumerate([(ADA, Action.SUBMIT), (BOB, Action.APPROVE), (CLEO, Action.APPROVE)]):
        do(reviews, who, action, number)
    before = [(reviews.items_dir / path).read_bytes() for path in (PATH, LOG)]
    (reviews.items_dir / name).chmod(0o444)
    with pytest.raises(PixauthorError) as caught:
        do(reviews, EVE, Action.VALIDATE)
    assert caught.value.message == "editing.read-only"
    assert [(reviews.items_dir / path).read_bytes() for path in (PATH, LOG)] == before


@pytest.mark.parametrize(
    "content",
    [b"entries: [", b"entries: 3\n", b"\xff\xfe", b"entries: [{id: e1}]\n", b"x" * 1_100_000],
    ids=["cut", "shape", "encoding", "entry", "huge"],
)
def test_a_damaged_review_file_is_named_and_never_written_over(reviews: Reviews, content: bytes):
    file = reviews.items_dir / LOG
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(PixauthorError) as caught:
        do(reviews, BOB, Action.COMMENT)
    assert LOG in str(caught.value)
    assert file.read_bytes() == content
    # The queue goes on, and says so.
    from pixauthor.bank.search_row import read_row

    row = read_row(read(ITEM).data, PATH)
    (waiting,) = reviews.queue([row], BOB)
    assert LOG in waiting.fault


def test_a_review_file_that_leads_out_of_the_workspace_is_refused(reviews: Reviews, tmp_path_factory):
    outside = tmp_path_factory.mktemp("ailleurs") / "x.yaml"
    outside.write_text("entries: []\n", encoding="utf-8")
    (reviews.items_dir / LOG).parent.mkdir()
    (reviews.items_dir / LOG).symlink_to(outside)
    with pytest.raises(PixauthorError) as caught:
        do(reviews, BOB, Action.COMMENT)
    assert caught.value.message == "files.outside"
    assert outside.read_text(encoding="utf-8") == "entries: []\n"


def test_the_person_present_is_told_by_the_environment_then_by_git():
    assert present_person(PEOPLE, {"PIXAUTHOR_USER": "bob"}, "ada@example.org") == BOB
    assert present_person(PEOPLE, {"PIXAUTHOR_USER": "Ada@Example.org"}, "") == ADA
    assert present_person(PEOPLE, {}, "ADA@example.org") == ADA
    assert present_person(PEOPLE, {}, "zoe@example.org") is None
    assert present_person(PEOPLE, {}, "") is None
    with pytest.raises(PixauthorError) as caught:
        present_person(PEOPLE, {"PIXAUTHOR_USER": "zoe"}, "")
    assert "ada" in str(caught.value)


def test_without_a_file_of_people_any_name_will_do_for_all_roles():
    person = person_named(None, "zoe")
    assert present_person(None, {}, "zoe") == person
    assert len(person.roles) == 3


def test_a_faulty_file_of_people_is_said_with_its_place(reviews: Reviews):
    (reviews.items_dir / "people.yaml").write_text("people: [{id: ada, roles: [chef]}]\n", encoding="utf-8")
    with pytest.raises(PixauthorError) as caught:
        reviews.people()
    assert "people.yaml:1" in str(caught.value)


def test_the_shipped_people_are_agents_and_say_so():
    from pixauthor.bank.people_store import load_people
    from pixauthor.resources import shipped

    people = load_people(shipped("items"))
    assert people is not None
    assert {one.id for one in people} == {"atelier-contenu-a", "atelier-contenu-b", "relecture-1", "relecture-2"}
    assert {one.kind for one in people} == {"ai-agent"}


def test_a_calibration_is_shown_with_the_version_that_it_measured(reviews: Reviews):
    example = Path(__file__).parents[2] / "schemas" / "examples" / "valid" / "calibration.json"
    folder = reviews.exports_dir / "calibrations"
    folder.mkdir(parents=True)
    data = json.loads(example.read_text(encoding="utf-8"))
    (folder / "essai.json").write_text(json.dumps(data), encoding="utf-8")
    (folder / "broken.json").write_text("{", encoding="utf-8")
    item, _, version = data["items"][0]["item"].rpartition("@")
    (tie,) = reviews.ties(item)
    assert (tie.version, tie.calibration, tie.n) == (int(version), "essai", data["items"][0]["n"])


def test_a_remark_on_a_refused_point_is_kept_with_its_point(reviews: Reviews):
    do(reviews, ADA, Action.SUBMIT)
    said = {"checklist": {"tricks": Tick.REFUSED}, "remarks": {"tricks": " Un piège. "}, "text": ""}
    entry = do(reviews, BOB, Action.ASK_CHANGES, 1, **said)
    assert entry.remarks == {"tricks": "Un piège."}
    assert reviews.log(PATH)[-1] == replace(entry)


@pytest.mark.parametrize(
    ("change", "target"),
    [
        (lambda shelf: rename(shelf, "dossiers-2-01", "dossiers-2-05"), "1.2/reviews/dossiers-2-05.yaml"),
        (lambda shelf: move_to_skill(shelf, "dossiers-2-01", "texte-3"), "3.1/reviews/dossiers-2-01.yaml"),
    ],
    ids=["rename", "move"],
)
def test_what_was_said_of_an_item_goes_where_the_item_goes(reviews: Reviews, change, target: str):
    do(reviews, ADA, Action.SUBMIT)
    said = (reviews.items_dir / LOG).read_bytes()
    framework = load_framework(reviews.items_dir / "framework.yaml")
    execute(change(load_shelf(reviews.items_dir, framework)), reviews.items_dir)
    assert (reviews.items_dir / target).read_bytes() == said
    assert not (reviews.items_dir / LOG).exists()
    assert check_bank(reviews.items_dir, grade=grade).findings == ()
