import pytest

from pixauthor.ids import CANDIDATE_ID, is_item_id, split_skill_id


@pytest.mark.parametrize("text", ["dossiers-2-01", "a", "x1"])
def test_an_item_id_is_words_joined_by_hyphens(text):
    assert is_item_id(text)


@pytest.mark.parametrize("text", ["", "Dossiers", "a--b", "-a", "a-", "é", "a b", "a/b", "x" * 65])
def test_other_names_are_no_item_ids(text):
    assert not is_item_id(text)


def test_a_skill_is_a_tube_at_a_level():
    assert split_skill_id("mots-de-passe-3") == ("mots-de-passe", 3)
    for wrong in ("dossiers", "dossiers-9", "dossiers-10", "@dossiers2"):
        with pytest.raises(ValueError, match="not a skill id"):
            split_skill_id(wrong)


@pytest.mark.parametrize("text", ["jean.dupont@example.org", "Jean Dupont", "", "-x"])
def test_what_looks_like_a_person_is_no_pseudonym(text):
    assert CANDIDATE_ID.fullmatch(text) is None
