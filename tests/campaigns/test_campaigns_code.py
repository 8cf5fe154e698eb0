import re
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pixauthor.campaigns.code import CODE, draw_code
from pixauthor.source.registry import schemas

OFFICIAL = re.compile(r"[A-Z]{6}[0-9]{3}")
"""pix.md §11."""


@given(st.randoms(use_true_random=False))
def test_a_code_has_the_official_form_and_no_sign_that_is_taken_for_another(rng: Random):
    code = draw_code(rng)
    assert OFFICIAL.fullmatch(code)
    assert not set(code) & set("IO01")
    assert CODE.fullmatch(code)


@given(st.randoms(use_true_random=False))
def test_a_code_satisfies_the_schema(rng: Random):
    assert re.search(schemas()["campaign"]["properties"]["code"]["pattern"], draw_code(rng))


def test_a_code_that_is_taken_is_drawn_again():
    first = draw_code(Random(1))  # noqa: S311 - no secret
    assert draw_code(Random(1), {first}) != first  # noqa: S311 - no secret
