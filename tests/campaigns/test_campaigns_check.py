"""Every fault of a campaign, at its line and column, with what to write instead."""

from pathlib import Path

import pytest
from campaign_samples import TEXT, write_campaign
from session_samples import sample_bank, sample_framework

from pixauthor.campaigns.check import check_campaigns, inspect_campaign
from pixauthor.campaigns.create import create_campaign, taken_codes
from pixauthor.campaigns.model import Target
from pixauthor.campaigns.rules import codes_of
from pixauthor.campaigns.store import load_campaign, parse_campaign, read_campaigns
from pixauthor.errors import PixauthorError
from pixauthor.findings import Severity
from pixauthor.locale import catalogue
from pixauthor.resources import shipped
from pixauthor.source.registry import schemas
from pixauthor.workspace import Workspace

FAULTS = {
    "C01": ("id: essai", "id: autre", "2:5"),
    "C03": ("closes: 2026-10-01", "closes: 2026-08-01", "10:9"),
    "C04": ("opens:", "external_id_label: Nom et prénom\nopens:", "9:20"),
    "C05-code-near": ('code: "1.2"', 'code: "1.3"', "14:14"),
    "C05-code-far": ('code: "1.2"', 'code: "9.9"', "14:14"),
    "C05-id-near": ("id: types", "id: type", "16:12"),
    "C05-id-far": ("id: types", "id: zzz", "16:12"),
    "C06": ("    - {id: types, up_to: 6}", "    - {id: types, up_to: 6}\n    - {id: types, up_to: 7}", "17:12"),
    "C07": ("id: types, up_to: 6", "id: fichiers, up_to: 6", "16:29"),
    "C09": ("id: types, up_to: 6", "id: types, up_to: 4", "16:7"),
    "C10": ("threshold: 60", "threshold: 0", "19:16"),
    "C12": ("{threshold: 0,", "{threshold: 5,", "18:17"),
    "C14-near": ("types-2]", "type-2]", "26:44"),
    "C14-far": ("types-2]", "zzzz-8]", "26:44"),
    "C15": ("types-2]", "types-8]", "26:44"),
    "S01-field": ("code: ABCDEF234\n", "", "2:1"),
    "S05-code": ("ABCDEF234", "ABCDEF230", "4:7"),
    "S06": ("2026-10-01", "2026-02-31", "10:9"),
    "S03-integer-word": ("up_to: 4", "up_to: quatre", "14:28"),
}


def inspected(text: str, name: str = "essai.yaml"):
    return inspect_campaign(parse_campaign(text, name), sample_framework(), sample_bank(), {})


def faults(text: str, name: str = "essai.yaml"):
    """Return code and place of all but the holes of the bank."""
    found = [one for one in inspected(text, name) if not one.code.startswith("C2")]
    return [(f"{one.code}-{one.variant}".rstrip("-"), f"{one.place.line}:{one.place.column}") for one in found]


def test_a_sound_campaign_has_no_fault():
    assert faults(TEXT) == []


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_is_found_where_it_is(code):
    old, new, place = FAULTS[code]
    assert TEXT.count(old) == 1
    assert (code, place) in faults(TEXT.replace(old, new))


def test_a_character_that_nobody_sees_is_found(tmp_path):
    write_campaign(tmp_path, TEXT.replace("id: essai", "id: essai  # a\u202eb", 1))
    found = check_campaigns(tmp_path / "campaigns", sample_framework()).findings
    assert [(one.code, one.severity) for one in found] == [("L41", Severity.ERROR)]


def test_stages_out_of_order_are_found():
    text = TEXT.replace("threshold: 60", "threshold: 70").replace(
        "    title: Milieu\n", "    title: Milieu\n  - {threshold: 30, title: Fin}\n"
    )
    assert faults(text) == [("C11", "21:17")]


def test_a_target_below_its_first_skill_is_found():
    # In the shipped framework, the skills of this tube begin at level 3.
    framework = Workspace(shipped("campaigns").parent).framework
    text = TEXT.replace("id: types, up_to: 6", "id: veille, up_to: 2")
    found = inspect_campaign(parse_campaign(text, "essai.yaml"), framework, sample_bank(), {})
    assert ("C08", 16) in [(one.code, one.place.line) for one in found]


def test_two_badges_of_one_name_and_a_free_one_are_found():
    badge = "  - id: classeur\n    title: Encore\n    criteria: [{threshold: 0}]\n"
    assert faults(TEXT + badge) == [("C13", "27:9"), ("C16", "29:15")]


def test_a_code_that_two_campaigns_share_is_found_in_the_second(tmp_path):
    write_campaign(tmp_path)
    write_campaign(tmp_path, TEXT.replace("id: essai", "id: zoo"), "zoo")
    report = check_campaigns(tmp_path / "campaigns", sample_framework())
    assert [(one.code, one.place.path) for one in report.findings] == [("C02", "zoo.yaml")]
    assert "essai" in report.findings[0].message()


def test_every_finding_has_words_in_both_languages():
    for name, entry in catalogue("fr", "findings").items():
        if name.startswith("C") and name[1:3].isdecimal():
            assert set(entry) == {"message", "hint"} == set(catalogue("en", "findings")[name])
    for old, new, _ in FAULTS.values():
        for finding in inspected(TEXT.replace(old, new)):
            assert all(finding.message(lang) and finding.hint(lang) for lang in ("fr", "en"))


def test_holes_are_told_before_a_campaign_opens():
    bank = sample_bank().without("types-2-01").without("types-4-01")
    found = inspect_campaign(parse_campaign(TEXT, "essai.yaml"), sample_framework(), bank, {})
    codes = {one.code: one for one in found[::-1]}
    assert codes["C21"].fields["skills"] == "types-2, types-4"
    # At level 2 the other tube of the competence has an item.
    assert codes["C21"].fields["levels"] == "4"
    assert (codes["C22"].fields["most"], codes["C22"].fields["threshold"]) == (50, 100)
    assert all(one.severity is not Severity.ERROR for one in found)


def test_a_target_without_any_item_is_told():
    bank = sample_bank()
    for item in [one.id for one in bank if one.skill.startswith("types")]:
        bank = bank.without(item)
    text = TEXT.replace('  competences:\n    - {code: "1.2", up_to: 4}\n', "")
    found = inspect_campaign(parse_campaign(text, "essai.yaml"), sample_framework(), bank, {})
    assert [one.code for one in found] == ["C20", "C22"]


def test_the_example_of_the_schema_is_a_campaign():
    example = shipped("schemas") / "examples" / "valid" / "campaign.yaml"
    assert parse_campaign(example.read_text(encoding="utf-8"), "x").campaign is not None


def test_shipped_campaigns_are_sound_and_can_be_served():
    folder = shipped("campaigns")
    space = Workspace(folder.parent)
    files, misplaced = read_campaigns(folder)
    assert len(files) == 3
    assert not misplaced
    assert not check_campaigns(folder, space.framework).findings
    codes = codes_of(one.campaign for one in files if one.campaign)
    for one in files:
        found = inspect_campaign(one, space.framework, space.bank, codes)
        assert not {finding.code for finding in found} & {"C20", "C22"}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("latin.yaml", "id: essai\ntitle: Rentrée".encode("latin-1"), "G02"),
        ("vide.yaml", b"", "Y06"),
        ("liste.yaml", b"- a\n- b\n", "Y08"),
        ("deux.yaml", b"id: a\nid: b\n", "Y02"),
        ("essai.yml", b"id: essai\n", "G06"),
    ],
)
def test_a_bad_file_is_told_and_hides_no_other(tmp_path, name, content, code):
    path = write_campaign(tmp_path)
    (path.parent / name).write_bytes(content)
    report = check_campaigns(path.parent, sample_framework())
    assert (code, name) in [(one.code, one.place.path) for one in report.findings]
    assert load_campaign(path.parent, "essai").code == "ABCDEF234"


def test_a_link_out_of_the_workspace_is_told(tmp_path):
    root = tmp_path / "atelier"
    path = write_campaign(root)
    (tmp_path / "ailleurs.yaml").write_text(TEXT, encoding="utf-8")
    (path.parent / "lien.yaml").symlink_to(tmp_path / "ailleurs.yaml")
    report = check_campaigns(path.parent, sample_framework())
    assert [(one.code, one.place.path) for one in report.findings] == [("G04", "lien.yaml")]


def test_a_workspace_without_campaigns_has_none(tmp_path):
    assert check_campaigns(tmp_path / "campaigns", sample_framework()).findings == ()
    with pytest.raises(PixauthorError, match="aucune campagne"):
        load_campaign(tmp_path / "campaigns", "essai")


def test_a_name_that_leads_elsewhere_is_no_campaign(tmp_path):
    write_campaign(tmp_path)
    with pytest.raises(PixauthorError, match="aucune campagne"):
        load_campaign(tmp_path / "campaigns", "../items/framework")


class First:
    """Draws the first sign, then the second: what is free is found by trying."""

    def __init__(self) -> None:
        self.drawn = 0

    def choice(self, seq: str) -> str:
        self.drawn += 1
        return seq[0] if self.drawn <= 9 else seq[1]


def test_a_new_campaign_is_sound_and_has_a_code_of_its_own(tmp_path):
    write_campaign(tmp_path, TEXT.replace("ABCDEF234", "AAAAAA222"))
    folder = tmp_path / "campaigns"
    path, code = create_campaign(
        folder, "neuve", title="Une « neuve » : oui", tubes=[Target(name="types", up_to=3)], chooser=First()
    )
    assert code == "BBBBBB333"
    assert taken_codes(folder) == {"AAAAAA222", "BBBBBB333"}
    assert load_campaign(folder, "neuve").title == "Une « neuve » : oui"
    assert check_campaigns(folder, sample_framework(), ["neuve.yaml"]).findings == ()
    address = path.read_text(encoding="utf-8").splitlines()[0].partition("$schema=")[2]
    assert Path(address).name.removesuffix(".schema.json") in schemas()


@pytest.mark.parametrize("name", ["essai", "Essai", "../x", "a b", ""])
def test_a_new_campaign_takes_no_place_and_no_bad_name(tmp_path, name):
    path = write_campaign(tmp_path)
    before = path.read_bytes()
    with pytest.raises(PixauthorError):
        create_campaign(path.parent, name, title="x", tubes=[Target(name="types", up_to=3)], chooser=First())
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == ["essai.yaml"]
