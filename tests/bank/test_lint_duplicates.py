import time

from hypothesis import given, settings
from hypothesis import strategies as st

from pixauthor.bank.codec import decode_item
from pixauthor.bank.lint.duplicates import NEAR, shingles_of, similar_pairs
from pixauthor.bank.lint.examples import expand
from pixauthor.bank.lint.rule import Summary
from pixauthor.source.parser import parse_document


def summary(name: str, shingles: set[int], **fields: object) -> Summary:
    blank = dict.fromkeys(("status", "competence", "skill", "family_role", "key_digest"), "")
    defaults = {"family_prototype": "", "translation_of": "", "version": 1, "level": 1, "media": ()}
    return Summary(path=f"{name}.yaml", id=name, shingles=tuple(sorted(shingles)), **blank | defaults | fields)


def jaccard(one: set[int], other: set[int]) -> float:
    return len(one & other) / len(one | other)


banks = st.lists(st.sets(st.integers(0, 40), min_size=6, max_size=14), min_size=2, max_size=9)


@given(banks)
@settings(deadline=None)
def test_small_banks_give_the_pairs_that_comparing_all_gives(bank):
    found = {pair.later.id: pair.similarity for pair in similar_pairs([summary(f"{n}", s) for n, s in enumerate(bank)])}
    for later, shingles in enumerate(bank):
        best = max((jaccard(shingles, earlier) for earlier in bank[:later]), default=0.0)
        assert found.get(str(later), 0.0) == (best if best >= NEAR else 0.0)


def test_family_and_translations_may_be_alike():
    text = set(range(20))
    items = [
        summary("prototype", text),
        summary("variant", text, family_prototype="prototype"),
        summary("other-variant", text, family_prototype="prototype"),
        summary("english", text, translation_of="prototype"),
    ]
    assert list(similar_pairs(items)) == []
    assert [pair.later.id for pair in similar_pairs([*items, summary("stranger", text)])] == ["stranger"]


def test_short_texts_are_not_compared():
    assert list(similar_pairs([summary("one", {1, 2, 3}), summary("other", {1, 2, 3})])) == []


def test_ten_thousand_copies_are_found_in_time_that_grows_with_their_number_only():
    items = [summary(f"{n}", {*range(36), *range(1000 * n + 50, 1000 * n + 54)}) for n in range(10_000)]
    start = time.process_time()
    assert sum(1 for _ in similar_pairs(items)) == 9_999
    # Half a second here; comparing all pairs would take minutes.
    assert time.process_time() - start < 10


def test_shingles_are_the_same_on_every_machine():
    files = expand("stem: Dans quel dossier va-t-on\u00a0?\nchoices: [{id: a, text: ici}, {id: b, text: là}]")
    document = parse_document(files["1.2/dossiers-2-01.yaml"].decode(), "").document
    # CRC-32 of "dans quel dossier" by another program: `printf "dans quel dossier" | gzip -c | tail -c8 | od -tx4`.
    assert 0x3047CE26 in shingles_of(decode_item(document.data))
