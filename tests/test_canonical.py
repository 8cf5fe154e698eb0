import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixauthor.canonical import digest, digest_value, encode_canonical, encode_readable

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), json_values, max_size=6))
def test_the_order_of_keys_does_not_matter(value):
    shuffled = dict(reversed(value.items()))
    assert encode_canonical(value) == encode_canonical(shuffled)
    assert encode_readable(value) == encode_readable(shuffled)


def test_the_form_is_that_of_rfc_8785():
    # RFC 8785 §3.2.2: no spaces, keys sorted, UTF-8 not escaped.
    assert encode_canonical({"é": [1, 2.5, True, None], "a": "€"}) == '{"a":"€","é":[1,2.5,true,null]}'.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("-inf")]])
def test_what_json_cannot_say_is_refused(value):
    with pytest.raises(ValueError, match="JSON compliant"):
        encode_canonical(value)


def test_a_digest_is_sha_256():
    # FIPS 180-2, appendix B.1: SHA-256 of "abc".
    assert digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest_value({}) == digest(b"{}")
