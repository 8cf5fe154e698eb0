import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixauthor.bank.search_edit import Bounds, bounds_of, value_of, with_bounds, with_value, without
from pixauthor.bank.search_fields import FIELDS, Kind
from pixauthor.bank.search_query import parse_query
from pixauthor.locale import LANGUAGES, catalogue

CHOICES = [
    (field, value)
    for field, one in FIELDS.items()
    if one.kind is Kind.CHOICE
    for value in catalogue("fr", "search")[field]
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("field", "value"), CHOICES)
def test_a_chosen_value_is_read_back_from_the_query(field, value, language):
    assert value_of(with_value("dossier", field, value, language), field) == value


def test_a_form_replaces_its_condition_in_its_place_and_leaves_the_others_as_typed():
    query = 'dossier  type : qcu,qcm "mots  exacts" -auteur:"Ada L" niveau>=3'
    changed = with_value(query, "type", "number", "fr")
    assert changed == 'dossier type:nombre "mots  exacts" -auteur:"Ada L" niveau>=3'
    assert with_value(changed, "type", "", "fr") == 'dossier "mots  exacts" -auteur:"Ada L" niveau>=3'
    assert with_value("dossier", "author", "Ada L.", "en") == 'dossier author:"Ada L."'
    assert without(" ", ("level",)) == without("niveau:2", ("level",)) == ""
    assert with_value("", "type", "number", "fr") == "type:nombre"
    assert without("niveau:2 dossier compétence:1.2 niveau:3", ("level", "competence")) == "dossier"


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [
        ("2", "4", "dossier niveau:2..4"),
        ("3", "3", "dossier niveau:3"),
        ("3", "", "dossier niveau:>=3"),
        ("", "4", "dossier niveau:<=4"),
        ("", "", "dossier"),
    ],
)
def test_bounds_are_written_shortly_and_read_back(low, high, written):
    assert with_bounds("dossier niveau:1", "level", Bounds(low=low, high=high), "fr") == written
    assert bounds_of(written, "level") == Bounds(low=low, high=high)


@pytest.mark.parametrize(
    "query", ["-statut:brouillon", "statut:brouillon,validé", "statut:*", "statut:brouillon statut:validé"]
)
def test_what_a_list_cannot_show_leaves_it_empty(query):
    assert value_of(query, "status") == ""


@given(author=st.text(min_size=1).map(str.strip).filter(lambda name: name and "»" not in name and "«" not in name))
def test_any_author_can_be_chosen(author):
    assert value_of(with_value("dossier niveau:3", "author", author, "fr"), "author") == author


@given(st.sampled_from(["dossier", "type:qcu", "niveau:>=3", "-auteur:a,b", '"x y"', "difficulté:-1,5..2"]), st.data())
def test_replacing_a_condition_keeps_what_all_others_ask(part, data):
    others = data.draw(st.lists(st.sampled_from(["image", "langue:fr", "créé:2026", "« deux mots »"]), max_size=4))
    before = parse_query(" ".join([*others, part]))
    after = parse_query(with_value(" ".join([*others, part]), "competence", "1.2", "fr"))
    asks = [(one.field, one.sign, one.negated, [word.text for word in one.words]) for one in before]
    now = [(one.field, one.sign, one.negated, [word.text for word in one.words]) for one in after]
    assert now == [*asks, ("competence", "", False, ["1.2"])]
