"""Who may do what, and the law that all of it serves: nothing is validated that two others have not read as it is."""

import inspect
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from review_samples import ADA, BOB, CLEO, DAN, EVE, ITEM, NOW, PEOPLE, all_ok, dossier, request

from pixauthor.bank.item import ItemType, Status
from pixauthor.bank.people import Kind, Role
from pixauthor.editing.spans import read
from pixauthor.locale import catalogue
from pixauthor.reviewing import desk, workflow
from pixauthor.reviewing.checklist import points_of
from pixauthor.reviewing.desk import Decided, Dossier, Request, decide
from pixauthor.reviewing.health import CLASSES
from pixauthor.reviewing.model import Action, Tick
from pixauthor.reviewing.queue import Turn
from pixauthor.reviewing.refused import Refused
from pixauthor.reviewing.revision import revised
from pixauthor.reviewing.standing import Phase
from pixauthor.reviewing.workflow import TRANSITIONS, status_after


def test_only_leads_put_items_in_service_and_take_them_out():
    for (before, _action, role), after in TRANSITIONS.items():
        leaves = before in (Status.VALIDATED, Status.ARCHIVED) and after in (Status.ARCHIVED, Status.OBSOLETE)
        if (after is Status.VALIDATED and before is not Status.VALIDATED) or (leaves and after != before):
            assert role is Role.LEAD


def test_nobody_touches_an_obsolete_item():
    assert not [key for key in TRANSITIONS if key[0] is Status.OBSOLETE]


def test_archiving_a_draft_makes_it_obsolete_and_a_live_item_archived():
    assert status_after(Status.DRAFT, Action.ARCHIVE, CLEO) is Status.OBSOLETE
    assert status_after(Status.VALIDATED, Action.ARCHIVE, CLEO) is Status.ARCHIVED


def test_every_status_can_be_reached_and_every_action_done():
    assert set(TRANSITIONS.values()) == set(Status)
    assert {action for _, action, _ in TRANSITIONS} == set(Action)


def step(of: Dossier, who, asked: Request, number: int = 0) -> Dossier | Refused:
    """Return the dossier after a request, or the refusal."""
    done = decide(of, asked, who, now=NOW + timedelta(minutes=number), token=f"{number:04x}")
    return done if isinstance(done, Refused) else dossier(done.text, (*of.log, done.entry))


def life(*steps) -> Dossier:
    """Return the dossier after steps, none of which may be refused."""
    now = dossier()
    for number, (who, action) in enumerate(steps):
        found = step(now, who, request(action, now), number)
        assert isinstance(found, Dossier), found.render()
        now = found
    return now


APPROVED = ((ADA, Action.SUBMIT), (BOB, Action.APPROVE), (CLEO, Action.APPROVE))


def test_an_item_is_submitted_approved_by_two_and_validated_and_its_file_says_by_whom():
    validated = life(*APPROVED, (EVE, Action.VALIDATE))
    assert validated.status is Status.VALIDATED
    assert validated.data["validated"] == "2026-11-22"
    assert validated.data["review"] == {"reviewers": ["bob", "cleo"], "fairness": {"by": "cleo", "on": "2026-11-22"}}
    assert validated.phase is Phase.LIVE
    # All else stays, comments too.
    lines = set(validated.text.splitlines())
    assert set(ITEM.splitlines()) - lines == {"status: draft"}


REFUSED = [
    ("own", ((ADA, Action.SUBMIT),), ADA, Action.APPROVE),
    ("not-submitted", (), BOB, Action.APPROVE),
    ("role", ((ADA, Action.SUBMIT),), DAN, Action.APPROVE),
    ("other", (), DAN, Action.SUBMIT),
    ("too-few", ((ADA, Action.SUBMIT), (BOB, Action.APPROVE)), EVE, Action.VALIDATE),
    ("role", APPROVED, BOB, Action.VALIDATE),
    ("contested", (*APPROVED, (EVE, Action.ASK_CHANGES)), EVE, Action.VALIDATE),
    ("open-threads", (*APPROVED, (BOB, Action.COMMENT)), EVE, Action.VALIDATE),
    ("status", (*APPROVED, (EVE, Action.VALIDATE)), BOB, Action.APPROVE),
    ("role", (*APPROVED, (EVE, Action.VALIDATE)), ADA, Action.ARCHIVE),
    ("no-thread", (), BOB, Action.ANSWER),
]


@pytest.mark.parametrize(("reason", "before", "who", "action"), REFUSED, ids=lambda value: str(value)[:20])
def test_a_refusal_says_why_in_both_languages(reason, before, who, action):
    now = life(*before)
    found = step(now, who, request(action, now))
    assert isinstance(found, Refused)
    assert found.message == f"review.refusal.{reason}"
    assert found.render("fr") != found.render("en")


def test_an_approval_ticks_every_point_and_refuses_none():
    now = life((ADA, Action.SUBMIT))
    ticks = all_ok(now)
    for point in ticks:
        left_out = {name: tick for name, tick in ticks.items() if name != point}
        assert isinstance(step(now, BOB, Request(action=Action.APPROVE, checklist=left_out)), Refused)
        refusing = ticks | {point: Tick.REFUSED}
        asked = Request(action=Action.APPROVE, checklist=refusing, remarks={point: "Non."})
        assert isinstance(step(now, BOB, asked), Refused)


def test_only_optional_points_may_be_beside_the_point():
    now = life((ADA, Action.SUBMIT))
    for point in all_ok(now):
        ticks = all_ok(now) | {point: Tick.NOT_RELEVANT}
        taken = isinstance(step(now, BOB, Request(action=Action.APPROVE, checklist=ticks)), Dossier)
        assert taken == (point in {"novel", "errors"})


def test_who_asks_for_changes_says_why():
    now = life((ADA, Action.SUBMIT))
    assert isinstance(step(now, BOB, Request(action=Action.ASK_CHANGES)), Refused)
    refused = {"tricks": Tick.REFUSED}
    assert isinstance(step(now, BOB, Request(action=Action.ASK_CHANGES, checklist=refused, text="Non.")), Refused)
    asked = Request(action=Action.ASK_CHANGES, checklist=refused, remarks={"tricks": "La négation piège."})
    assert isinstance(step(now, BOB, asked), Dossier)


def test_errors_of_the_check_and_a_draft_prototype_stop_a_validation():
    now = life(*APPROVED)
    asked = request(Action.VALIDATE, now)
    assert isinstance(decide(now, asked, EVE, now=NOW, token="0", errors=1), Refused)  # noqa: S106 - no secret
    waiting = replace(now, prototype=Status.DRAFT)
    assert isinstance(decide(waiting, asked, EVE, now=NOW, token="0"), Refused)  # noqa: S106 - as above
    assert isinstance(decide(replace(now, prototype=Status.VALIDATED), asked, EVE, now=NOW, token="0"), Decided)  # noqa: S106


def test_a_decision_on_what_was_seen_before_is_not_taken():
    submitted = life((ADA, Action.SUBMIT))
    edited = dossier(submitted.text.replace("Musique", "Vidéos"), submitted.log)
    found = step(edited, BOB, request(Action.APPROVE, submitted, seen=submitted.content))
    assert isinstance(found, Refused)
    assert found.message == "review.refusal.changed"


def test_only_who_opened_a_thread_or_a_lead_closes_it():
    now = life((ADA, Action.SUBMIT), (BOB, Action.COMMENT))
    thread = now.standing.threads[0].id
    assert isinstance(step(now, ADA, request(Action.RESOLVE, now, to=thread), 5), Refused)
    for who in (BOB, EVE):
        closed = step(now, who, request(Action.RESOLVE, now, to=thread), 5)
        assert isinstance(closed, Dossier)
        assert not closed.standing.open_threads
        again = step(closed, ADA, request(Action.REOPEN, closed, to=thread), 6)
        assert isinstance(again, Dossier)
        assert again.standing.open_threads


def test_a_revision_is_a_new_version_a_draft_and_unreviewed():
    revision = life(*APPROVED, (EVE, Action.VALIDATE), (ADA, Action.REVISE))
    assert (revision.status, revision.content.version) == (Status.DRAFT, 2)
    assert "review" not in revision.data
    assert "validated" not in revision.data
    assert revision.standing.approvals == ()
    assert revision.phase is Phase.WRITING


EDITS = {
    "key": lambda text: text.replace("key: b", "key: c") if "key: b" in text else text.replace("key: c", "key: b"),
    "option": lambda text: text.replace("text: Images", "text: Mes images").replace("Mes Mes", "Mes"),
    "stem": lambda text: text.replace("la photo", "cette photo"),
    "score": lambda text: text.replace("text: Musique", "text: Vidéos"),
}
# Those who could do it, oftener than those who could not: chance alone would hardly ever validate anything.
_LIKELY = [
    *((ADA, Action.SUBMIT), (BOB, Action.APPROVE), (CLEO, Action.APPROVE), (EVE, Action.APPROVE)),
    *((EVE, Action.VALIDATE), (CLEO, Action.VALIDATE), (EVE, Action.VALIDATE), (CLEO, Action.VALIDATE)),
]
STEPS = st.one_of(
    st.sampled_from(_LIKELY),
    st.sampled_from(_LIKELY),
    st.tuples(st.sampled_from(list(PEOPLE)), st.sampled_from(list(Action))),
    st.tuples(st.none(), st.sampled_from(sorted(EDITS))),
)


def asked_content(text: str) -> tuple:
    """Return what an item asks, read without the code under test."""
    data = read(text).data
    return data["version"], data["key"], tuple((one["id"], one["text"]) for one in data["choices"])


@settings(max_examples=120, deadline=None)
@given(st.lists(STEPS, min_size=8, max_size=30))
def test_no_path_leads_to_validated_without_two_others_reviews_of_the_present_content(steps):
    now = life((ADA, Action.SUBMIT))
    said: dict[str, tuple] = {}
    for number, (who, what) in enumerate(steps):
        if who is None:
            edited = EDITS[what](now.text)
            now = dossier(revised(now.text, edited), now.log)
        else:
            threads = now.standing.threads
            asked = request(what, now, to=threads[-1].id if threads else "")
            found = step(now, who, asked, number)
            if isinstance(found, Refused):
                continue
            now = found
            if what in (Action.APPROVE, Action.ASK_CHANGES):
                said[who.id] = (what, asked_content(now.text))
        if now.status is Status.VALIDATED:
            event("validated")
            agree = {
                name
                for name, (what, seen) in said.items()
                if what is Action.APPROVE and seen == asked_content(now.text)
            }
            assert len(agree - {"ada"}) >= 2


def test_every_refusal_has_words_and_every_word_a_refusal():
    source = inspect.getsource(workflow) + inspect.getsource(desk)
    used = set(re.findall(r'"review\.refusal\.([a-z-]+)"', source))
    assert used == set(catalogue("fr", "review")["refusal"])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_action_point_role_and_phase_has_words(language):
    words = catalogue(language, "review")
    kinds = {"action": Action, "done": Action, "tick": Tick, "role": Role, "phase": Phase, "turn": Turn, "kind": Kind}
    for table, kind in kinds.items():
        assert set(words[table]) == {one.value for one in kind}, table
    points = {point.id for kind in ItemType for point in points_of(kind)}
    assert set(words["point"]) == set(words["point-short"]) == points
    assert set(words["exposure"]) == set(CLASSES)
