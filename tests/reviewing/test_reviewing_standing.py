"""Which reviews count: those of the present content, by others, who may; and what a correction leaves standing."""

from dataclasses import replace
from pathlib import Path

import pytest
from review_samples import ADA, BOB, CLEO, DAN, ITEM, PEOPLE, all_ok, dossier

from pixauthor.bank.item import Status
from pixauthor.bank.search_row import read_row
from pixauthor.editing.spans import read
from pixauthor.reviewing.content import content_of
from pixauthor.reviewing.model import Act, Action, Change, Content, Entry
from pixauthor.reviewing.queue import Turn, bare, in_order, waiting_of
from pixauthor.reviewing.revision import needs_new_version, revised, ties_of
from pixauthor.reviewing.standing import Phase, standing_of

ITEMS = sorted((Path(__file__).parents[2] / "items").glob("[0-9].[0-9]/*.yaml"))
CONTENT = dossier().content


def entry(do: Act, by: str, number: int, about: Content | None = CONTENT, **said) -> Entry:
    ticks = all_ok(dossier()) if do is Act.APPROVE else {}
    return Entry(
        id=f"e{number}", at=f"2026-11-22T10:00:{number:02}Z", by=by, do=do, about=about, checklist=ticks, **said
    )


LOG = (entry(Act.SUBMIT, "ada", 0), entry(Act.APPROVE, "bob", 1), entry(Act.APPROVE, "cleo", 2))


def names(entries) -> list[str]:
    return [one.by for one in entries]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("key: b", "key: c"),
        ("text: Images", "text: Photos"),
        ("key: b", "scoring: partial\nkey: b"),
        ("version: 1", "version: 2"),
    ],
)
def test_an_edit_of_key_options_score_or_version_makes_reviews_void(before, after):
    standing = dossier(ITEM.replace(before, after), LOG).standing
    assert standing.approvals == ()
    assert names(standing.void) == ["bob", "cleo"]


@pytest.mark.parametrize(
    ("before", "after"),
    [("la photo", "cette photo"), ("title: Retrouver", "title: Trouver"), ("   # pour les auteurs", "")],
)
def test_a_correction_of_what_is_only_read_does_not(before, after):
    standing = dossier(ITEM.replace(before, after), LOG).standing
    assert names(standing.approvals) == ["bob", "cleo"]
    assert standing.void == ()


def test_a_correction_is_told_to_who_approved_the_old_wording():
    assert names(dossier(ITEM.replace("la photo", "cette photo"), LOG).standing.retouched) == ["bob", "cleo"]
    assert dossier(ITEM.replace("   # pour les auteurs", ""), LOG).standing.retouched == ()


def test_another_picture_makes_reviews_void():
    standing = dossier(ITEM, LOG, media={"media/dossiers-2-01.svg": "0" * 64}).standing
    assert standing.approvals == ()


@pytest.mark.parametrize("path", ITEMS[::9], ids=lambda path: path.stem)
def test_items_of_every_type_have_a_content_that_blanks_do_not_change(path):
    data = read(path.read_text(encoding="utf-8")).data
    spaced = data | {"stem": data["stem"].replace(" ", "  ")}
    assert content_of(data, {}) == content_of(spaced, {}) != content_of(data | {"version": 9}, {})


def test_what_the_author_or_a_stranger_wrote_into_the_log_counts_for_nothing():
    forged = (LOG[0], entry(Act.APPROVE, "ada", 1), entry(Act.APPROVE, " Ada ", 2), entry(Act.APPROVE, "zoe", 3))
    assert dossier(log=(*forged, entry(Act.APPROVE, "dan", 4))).standing.approvals == ()


def test_without_a_file_of_people_everybody_but_the_author_counts():
    standing = standing_of((*LOG, entry(Act.APPROVE, "zoe", 3)), CONTENT, "ada", None)
    assert names(standing.approvals) == ["bob", "cleo", "zoe"]


def test_the_last_decision_of_each_reviewer_counts():
    asked = entry(Act.ASK_CHANGES, "bob", 3)
    standing = dossier(log=(*LOG, asked)).standing
    assert (names(standing.approvals), names(standing.refusals)) == (["cleo"], ["bob"])
    standing = dossier(log=(*LOG, asked, entry(Act.APPROVE, "bob", 4))).standing
    assert (names(standing.approvals), names(standing.refusals)) == (["bob", "cleo"], [])


def test_a_refusal_stands_until_the_item_reads_otherwise():
    log = (LOG[0], entry(Act.ASK_CHANGES, "bob", 1))
    assert dossier(log=log).phase is Phase.CHANGES
    assert dossier(ITEM.replace("la photo", "cette photo"), log).phase is Phase.WAITING


def test_an_item_validated_before_there_were_logs_is_believed_but_not_one_whose_key_changed():
    live = ITEM.replace("status: draft", "status: validated")
    assert dossier(live).phase is Phase.LIVE
    change = Change(action=Action.VALIDATE, before=Status.DRAFT, after=Status.VALIDATED)
    log = (*LOG, entry(Act.STATUS, "eve", 3, about=None, change=change, version=1))
    assert dossier(live, log).phase is Phase.LIVE
    assert dossier(live.replace("key: b", "key: c"), log).phase is Phase.UNREVIEWED


def test_an_edit_of_a_live_items_key_is_a_new_version_that_is_a_draft():
    live = ITEM.replace("status: draft", "status: validated").replace(
        "licence:", "review: {reviewers: [bob, cleo]}\nvalidated: 2026-02-01\nlicence:"
    )
    data = read(revised(live, live.replace("key: b", "key: c"))).data
    assert (data["version"], data["status"], data["key"]) == (2, "draft", "c")
    assert not {"review", "validated"} & data.keys()
    corrected = live.replace("la photo", "cette photo")
    assert revised(live, corrected) == corrected
    assert not needs_new_version(read(ITEM).data, read(ITEM.replace("key: b", "key: c")).data)


def test_a_version_that_the_author_raised_himself_is_kept():
    live = ITEM.replace("status: draft", "status: archived")
    raised = live.replace("key: b", "key: c").replace("version: 1", "version: 2")
    assert revised(live, raised) == raised


def test_calibrations_are_tied_to_versions():
    calibrations = [("rasch-1", {"dossiers-2-01@1": 300, "dossiers-2-010@1": 4}), ("2pl-2", {"dossiers-2-01@2": 50})]
    found = [(one.version, one.calibration, one.n) for one in ties_of("dossiers-2-01", calibrations)]
    assert found == [(2, "2pl-2", 50), (1, "rasch-1", 300)]


def waiting(log, who, text=ITEM):
    of = dossier(text, log)
    return waiting_of(read_row(of.data, of.path), of, who)


def test_an_item_waits_for_those_who_can_do_something():
    turns = [waiting(LOG[:1], who).turn for who in PEOPLE]
    assert turns == [Turn.NOTHING, Turn.REVIEW, Turn.REVIEW, Turn.NOTHING, Turn.REVIEW]
    assert waiting(LOG[:2], BOB).turn is Turn.NOTHING
    assert waiting(LOG, CLEO).turn is Turn.VALIDATE
    assert waiting(LOG, BOB).turn is Turn.NOTHING
    asked = (LOG[0], entry(Act.ASK_CHANGES, "bob", 1))
    assert [waiting(asked, who).turn for who in (ADA, BOB)] == [Turn.MEND, Turn.NOTHING]
    row = read_row(dossier().data, "1.2/dossiers-2-01.yaml")
    assert [bare(row, who).turn for who in (ADA, DAN, None)] == [Turn.SUBMIT, Turn.NOTHING, Turn.NOTHING]


def test_the_queue_begins_with_what_waits_for_the_reader():
    rows = [waiting((), ADA), waiting(LOG, CLEO), waiting(LOG[:1], BOB)]
    mine = replace(rows[0], row=rows[0].row._replace(path="0"))
    ordered = in_order([mine, *rows[1:]])
    assert [one.turn for one in ordered] == [Turn.REVIEW, Turn.VALIDATE, Turn.SUBMIT]
