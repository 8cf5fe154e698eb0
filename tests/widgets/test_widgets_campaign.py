"""The form, the preview and the simulated class of a campaign, without a browser."""

import re
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from campaign_samples import TEXT, write_campaign
from hypothesis import given, settings
from hypothesis import strategies as st

from pixauthor.campaigns.code import CODE
from pixauthor.campaigns.store import load_campaign
from pixauthor.errors import PixauthorError
from pixauthor.locale import catalogue
from pixauthor.widgets.campaign import CampaignForm, CampaignPreview, CampaignSimulation
from pixauthor.widgets.campaign.edits import edit
from pixauthor.widgets.campaign.simulation import design_of
from pixauthor.workspace import Workspace

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def set_(value: Any, *pointer: str | int) -> dict[str, Any]:
    return {"do": "set", "pointer": list(pointer), "value": value}


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    old, new = before.splitlines(), after.splitlines()
    assert len(old) == len(new)
    return [(one, other) for one, other in zip(old, new, strict=True) if one != other]


# The edits of the form: text in, text out.


def test_an_edit_changes_its_line_and_no_other() -> None:
    after = edit(TEXT, set_("Autre titre", "title"))
    assert changed_lines(TEXT, after) == [
        ('title: "Un essai"   # vu par les élèves', 'title: "Autre titre"   # vu par les élèves')
    ]
    assert changed_lines(TEXT, edit(TEXT, set_("70", "stages", 1, "threshold"))) == [
        ("  - threshold: 60", "  - threshold: 70")
    ]


def test_an_optional_field_that_is_emptied_goes() -> None:
    assert "opens" not in edit(TEXT, set_("", "opens"))
    assert edit(TEXT, set_("", "external_id_label")) == TEXT
    assert 'title: ""' in edit(TEXT, set_("", "title"))


def test_how_sessions_go_is_written_when_it_is_changed() -> None:
    added = edit(TEXT, set_("10", "improve_after"))
    assert "improve_after: 10\n" in added
    assert edit(added, set_("", "improve_after")) == TEXT
    assert "right_answers: false" in edit(TEXT, set_(False, "right_answers"))


def test_a_target_is_added_changed_and_taken_away() -> None:
    told = {"do": "target", "kind": "tubes", "name": "fichiers"}
    added = edit(TEXT, {**told, "value": "2"})
    assert "    - {id: types, up_to: 6}\n    - {id: fichiers, up_to: 2}\n" in added
    assert "{id: fichiers, up_to: 1}" in edit(added, {**told, "value": "1"})
    assert edit(added, {**told, "value": ""}) == TEXT
    assert edit(TEXT, {**told, "value": ""}) == TEXT
    assert "tubes:" not in edit(TEXT, {**told, "name": "types", "value": ""})


def test_stages_and_badges_are_added_moved_and_taken_away() -> None:
    added = edit(TEXT, {"do": "add", "pointer": ["stages"]})
    assert "threshold: 80" in added
    moved = edit(added, {"do": "move", "pointer": ["stages", 2], "to": 0})
    assert moved.index("threshold: 80") < moved.index("threshold: 0")
    assert edit(added, {"do": "drop", "pointer": ["stages", 2]}) == TEXT
    without = edit(TEXT, {"do": "drop", "pointer": ["badges", 0]})
    assert "badges" not in without
    assert "badge-1" in edit(without, {"do": "add", "pointer": ["badges"]})


def test_a_criterion_asks_for_skills_one_by_one() -> None:
    told = {"do": "skill", "pointer": ["badges", 0, "criteria", 0], "name": "types-3"}
    added = edit(TEXT, {**told, "value": True})
    assert "{threshold: 50, skills: [types-3]}" in added
    assert edit(added, {**told, "value": True}) == added
    assert edit(added, {**told, "value": False}) == TEXT


def test_what_the_form_does_not_know_changes_nothing() -> None:
    assert edit(TEXT, {"do": "explode"}) == TEXT


TITLES = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=30)


@settings(max_examples=25, deadline=None)
@given(TITLES, st.integers(0, 100))
def test_no_edit_loses_a_comment_or_another_field(title: str, threshold: int) -> None:
    after = edit(edit(TEXT, set_(title, "title")), set_(str(threshold), "stages", 1, "threshold"))
    assert "# vu par les élèves" in after
    back = edit(edit(after, set_("Un essai", "title")), set_("60", "stages", 1, "threshold"))
    assert [line for line in back.splitlines() if not line.startswith("title")] == [
        line for line in TEXT.splitlines() if not line.startswith("title")
    ]


# The form on a workspace.


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_campaign(tmp_path)
    return tmp_path


@pytest.fixture
def form(root: Path) -> CampaignForm:
    return CampaignForm(Workspace(root), "essai", clock=lambda: NOW)


def test_the_form_shows_what_the_file_says(form: CampaignForm) -> None:
    shown = form.form
    assert shown["fields"]["title"]["value"] == "Un essai"
    assert [stage["fields"]["threshold"]["value"] for stage in shown["stages"]] == [0, 60]
    assert shown["badges"][0]["criteria"][1]["skills"] == ["types-1", "types-2"]
    competence = shown["areas"][0]["competences"][0]
    assert competence["up_to"] == 4
    assert [tube["up_to"] for tube in competence["tubes"]] == [6, 0]
    assert competence["levels"][0]["label"] == "niveau 1 – items\u00a0: 2, vides\u00a0: 0"
    assert shown["totals"] == {"skills": 8, "served": 8}
    assert not form.shell["unsaved"]


def test_a_fault_stands_beside_its_field_and_nowhere_else(form: CampaignForm) -> None:
    form.edit(set_("2026-01-01", "closes"))
    assert [one["code"] for one in form.form["fields"]["closes"]["findings"]] == ["C03"]
    form.edit(set_("0", "stages", 1, "threshold"))
    assert [one["code"] for one in form.form["stages"][1]["fields"]["threshold"]["findings"]] == ["C10"]
    form.edit({"do": "skill", "pointer": ["badges", 0, "criteria", 0], "name": "types-8", "value": True})
    assert [one["code"] for one in form.form["badges"][0]["criteria"][0]["findings"]] == ["C15"]
    assert form.form["general"] == []


def test_a_hole_stands_beside_its_target(root: Path) -> None:
    (root / "items" / "1.2" / "types-2-01.yaml").unlink()
    form = CampaignForm(Workspace(root), "essai")
    competence = form.form["areas"][0]["competences"][0]
    assert [one["code"] for one in competence["findings"]] == ["C21"]
    assert [one["code"] for one in form.form["profile_findings"]] == ["C23"]
    assert form.form["general"] == []


def test_saving_writes_only_what_changed(form: CampaignForm, root: Path) -> None:
    path = root / "campaigns" / "essai.yaml"
    form.edit(set_("Autre", "title"))
    assert path.read_text(encoding="utf-8") == TEXT
    assert form.save()
    assert path.read_bytes() == TEXT.replace('"Un essai"', '"Autre"').encode()
    assert not form.shell["unsaved"]
    assert not list((root / "exports" / "drafts").glob("*.json"))


def test_undo_and_redo_go_through_the_edits(form: CampaignForm) -> None:
    form.edit(set_("A", "title"))
    form.edit(set_("Ab", "title"))
    form.edit(set_("Mot", "message"))
    form.edit({"do": "undo"})
    assert form.form["fields"]["message"]["value"].startswith("Bienvenue")
    form.edit({"do": "undo"})
    # Typing on in one field is one step.
    assert form.text == TEXT
    form.edit({"do": "redo"})
    assert form.form["fields"]["title"]["value"] == "Ab"
    assert form.shell["redo"]


def test_what_was_typed_survives_a_dead_kernel(form: CampaignForm, root: Path) -> None:
    form.edit(set_("Tapé", "title"))
    again = CampaignForm(Workspace(root), "essai")
    assert again.form["fields"]["title"]["value"] == "Tapé"
    assert "brouillon" in again.notice
    again.edit({"do": "undo"})
    assert again.text == TEXT


@pytest.mark.parametrize("side", ["mine", "theirs", "both"])
def test_a_file_that_changed_meanwhile_is_never_written_over_unasked(form: CampaignForm, root: Path, side: str) -> None:
    path = root / "campaigns" / "essai.yaml"
    theirs = TEXT.replace("title: Milieu", "title: Le leur")
    form.edit(set_("Le mien", "title"))
    path.write_text(theirs, encoding="utf-8")
    assert not form.save()
    assert form.shell["conflict"]
    assert path.read_text(encoding="utf-8") == theirs
    form.resolve(side)
    assert not form.shell["conflict"]
    written = path.read_text(encoding="utf-8")
    assert ("Le mien" in written, "Le leur" in written) == {
        "mine": (True, False),
        "theirs": (False, True),
        "both": (True, True),
    }[side]


@pytest.mark.parametrize(("side", "there"), [("mine", True), ("theirs", False)])
def test_a_file_deleted_meanwhile_comes_back_only_if_asked(
    form: CampaignForm, root: Path, side: str, there: bool
) -> None:
    path = root / "campaigns" / "essai.yaml"
    form.edit(set_("Le mien", "title"))
    path.unlink()
    assert not form.save()
    form.resolve(side)
    assert path.is_file() is there
    assert bool(form.form) is there


def test_a_damaged_draft_is_told_and_hides_no_campaign(form: CampaignForm, root: Path) -> None:
    form.edit(set_("Autre", "title"))
    next((root / "exports" / "drafts").glob("*.json")).write_text("{", encoding="utf-8")
    again = CampaignForm(Workspace(root), "essai")
    assert again.text == TEXT
    assert "abîmé" in again.notice


def test_a_read_only_file_is_refused_and_the_draft_kept(form: CampaignForm, root: Path) -> None:
    (root / "campaigns" / "essai.yaml").chmod(0o444)
    form.edit(set_("Autre", "title"))
    form._receive(form, {"do": "save"}, [])
    assert "lecture seule" in form.notice
    assert form.shell["unsaved"]
    assert list((root / "exports" / "drafts").glob("*.json"))


def test_a_file_that_is_no_yaml_is_shown_with_its_fault_and_left_alone(root: Path) -> None:
    path = root / "campaigns" / "casse.yaml"
    path.write_text("id: casse\ntitle: a : b\n", encoding="utf-8")
    form = CampaignForm(Workspace(root), "casse")
    assert form.form["readable"] is False
    assert form.form["general"][0]["place"].startswith("2:")
    assert form.form["source"] == "id: casse\ntitle: a : b\n"
    form._receive(form, set_("x", "title"), [])
    assert form.notice
    assert path.read_text(encoding="utf-8") == "id: casse\ntitle: a : b\n"
    assert form.plan is None


def test_a_file_of_a_wrong_shape_can_be_mended_in_the_form(root: Path) -> None:
    (root / "campaigns" / "court.yaml").write_text("id: court\ntitle: Court\n", encoding="utf-8")
    form = CampaignForm(Workspace(root), "court")
    assert {one["code"] for one in form.form["general"]} == {"S01"}
    form.new_code()
    form.edit(set_("Profil", "target_profile", "title"))
    form.edit({"do": "target", "kind": "competences", "name": "1.2", "value": "3"})
    assert form.form["general"] == []
    assert form.save()
    assert load_campaign(root / "campaigns", "court").profile.competences[0].up_to == 3


def test_a_new_campaign_opens_ready_to_be_filled_in(form: CampaignForm, root: Path) -> None:
    form.create("neuve", "Une nouvelle")
    assert form.shell["chosen"] == "neuve"
    assert form.form["fields"]["title"]["value"] == "Une nouvelle"
    assert CODE.fullmatch(form.form["fields"]["code"]["value"])
    assert (root / "campaigns" / "neuve.yaml").is_file()
    form._receive(form, {"do": "new", "campaign": "essai", "title": "x"}, [])
    assert "déjà" in form.notice


def test_a_new_code_is_one_that_can_be_undone(form: CampaignForm) -> None:
    form.new_code()
    assert CODE.fullmatch(form.form["fields"]["code"]["value"])
    form.edit({"do": "undo"})
    assert form.text == TEXT


def test_a_workspace_without_campaigns_has_an_empty_form(tmp_path: Path) -> None:
    write_campaign(tmp_path).unlink()
    form = CampaignForm(Workspace(tmp_path))
    assert form.form == {}
    assert form.plan is None
    assert CampaignPreview(form).card == {}


# The preview.


def test_the_preview_plays_every_item_from_easy_to_hard(form: CampaignForm) -> None:
    preview = CampaignPreview(form)
    assert [row["id"] for row in preview.playlist["rows"]] == [item.id for item in preview.items]
    assert preview.playlist["of"] == 8
    assert preview.card["item"]["item"] == preview.items[0].id
    preview.go("types-4-01")
    assert preview.card["item"]["item"] == "types-4-01"


def test_no_key_reaches_the_browser_before_it_is_asked_for(form: CampaignForm) -> None:
    preview = CampaignPreview(form)
    preview.go("types-3-01")
    sent = str([preview.playlist, preview.card, preview.said])
    assert not re.search("zèbre|Zebre", sent)
    preview.show_key()
    assert "zèbre rayé" in preview.said["key"]
    preview.go("types-4-01")
    assert preview.said == {}


def test_an_answer_gets_its_outcome_and_its_feedback(form: CampaignForm) -> None:
    preview = CampaignPreview(form)
    preview.go("types-3-01")
    preview.answer("Zebre raye")
    assert preview.said["good"] is True
    assert "bravo" in preview.said["html"]
    preview.answer("cheval")
    assert preview.said["good"] is False
    assert preview.said["status"] == "Ce n’est pas la bonne réponse"
    preview.answer({"not": "a text"})
    assert preview.said["problem"]


def test_filters_leave_what_they_say(form: CampaignForm) -> None:
    preview = CampaignPreview(form)
    preview.filter(level="2")
    assert {item.level for item in preview.items} == {2}
    preview.filter(level="", type="number")
    assert [item.type for item in preview.items] == ["number"]
    preview.filter(level="1")
    assert preview.items == ()
    assert preview.card == {}


def test_the_preview_follows_the_form(form: CampaignForm) -> None:
    preview = CampaignPreview(form)
    form.edit({"do": "target", "kind": "tubes", "name": "types", "value": ""})
    assert preview.playlist["of"] == 6
    form.edit(set_("", "title"))
    # A fault of form: the last campaign that could be read stays.
    assert preview.playlist["of"] == 6


def test_another_campaign_starts_the_preview_anew(form: CampaignForm, root: Path) -> None:
    preview = CampaignPreview(form)
    preview.filter(type="number")
    form.create("neuve", "Une nouvelle")
    assert set(preview.playlist["filters"].values()) == {""}
    assert preview.playlist["of"] == 5
    (root / "campaigns" / "court.yaml").write_text("id: court\ntitle: Court\n", encoding="utf-8")
    form.choose("court")
    assert preview.items == ()
    assert preview.card == {}


def test_a_missing_medium_is_told_in_its_place(form: CampaignForm, root: Path) -> None:
    (root / "items" / "1.2" / "media" / "simulateur.html").unlink()
    preview = CampaignPreview(form)
    preview.go("fichiers-2-01")
    assert "n’existe pas" in preview.card["problem"]


def test_the_sheet_is_written_from_what_the_form_says_now(form: CampaignForm, root: Path) -> None:
    preview = CampaignPreview(form)
    form.edit(set_("Titre neuf", "title"))
    preview.write_handout(keys=False)
    assert "exports/handouts/essai.pdf" in preview.notice
    assert (root / "exports" / "handouts" / "essai.pdf").is_file()
    form.edit(set_("", "title"))
    preview._receive(preview, {"do": "handout", "keys": True}, [])
    assert "une faute" in preview.notice


# The simulated class.


def test_a_class_is_simulated_with_its_plots_and_words(form: CampaignForm) -> None:
    widget = CampaignSimulation(form)
    widget.start(pupils=6, seed=2)
    found = widget.wait()
    assert len(found.pupils) == 6
    assert widget.progress == {"phase": "done"}
    assert widget.result.startswith('<p class="pxa-caution">Résultats simulés')
    assert widget.result.count('role="img"') >= 5
    assert widget.result.count("<details>") == 5
    assert len(re.findall(r'aria-label="[^"]{20,}"', widget.result)) >= 5
    widget.start(pupils=6, seed=2)
    assert widget.wait().pupils == found.pupils


def test_a_class_that_is_stopped_keeps_nothing(form: CampaignForm) -> None:
    widget = CampaignSimulation(form)
    widget.observe(lambda _: widget.cancel(), "progress")
    widget.start(pupils=500)
    with pytest.raises(PixauthorError, match="pas encore"):
        widget.wait()
    assert widget.progress == {"phase": "cancelled"}
    assert widget.result == ""


@pytest.mark.parametrize("chosen", [{"pupils": "0"}, {"pupils": "x"}, {"low": "9", "high": "1"}, {"pupils": "1e9"}])
def test_a_class_that_cannot_be_is_told(form: CampaignForm, chosen: dict[str, str]) -> None:
    widget = CampaignSimulation(form)
    widget._receive(widget, {"do": "run", "design": chosen}, [])
    assert widget.progress["phase"] == "failed"
    assert widget.progress["message"]


def test_shares_and_ranges_are_read_as_people_write_them() -> None:
    shared = {"pupils": "12", "seed": "3", "low": "0,5", "high": "5.5", "shares": {"1": "10", "2": "", "3": "2,5"}}
    assert design_of({**shared, "spread": "levels"}).weights == {1: 10, 2: 0, 3: 2.5}
    even = design_of({**shared, "spread": "even"})
    assert (even.weights, even.low, even.high, even.pupils) == (None, 0.5, 5.5, 12)


# What the scripts say comes from the catalogue.


@pytest.mark.parametrize(
    ("script", "table"), [("form", "form"), ("parts", "form"), ("preview", "preview"), ("simulation", "class")]
)
def test_every_text_of_a_script_is_in_the_catalogue(script: str, table: str) -> None:
    source = files("pixauthor.widgets.campaign").joinpath(f"{script}.js").read_text(encoding="utf-8")
    for language in ("fr", "en"):
        known = catalogue(language, "campaign")[table]
        used = set(re.findall(r"texts\.(\w+)", source)) - {"item"}
        assert used
        assert used <= set(known)


def test_the_scripts_join_into_one_module() -> None:
    for widget in (CampaignForm, CampaignPreview, CampaignSimulation):
        script = str(widget._esm)
        assert "import {" not in script
        assert script.count("export default") == 1
        names = re.findall(r"^(?:async )?function (\w+)", script, re.MULTILINE)
        assert len(names) == len(set(names))
