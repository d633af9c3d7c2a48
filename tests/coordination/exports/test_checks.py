from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coordination.exports.checks import for_check, simple
from coordination.exports.hxl import in_a_line, piece, plain
from coordination.exports.stream import LITERAL, escape_text
from sectors.fourws.guard import guard
from sectors.fourws.matching import bare

words = st.lists(
    st.sampled_from(["Hope", "3.10", "ـــ ٣", " ", "  ", ".", "(", "-", "=", "_x0041_", "é", "\u200f", ","])
)


@given(st.text(max_size=20) | words.map("".join))
def test_what_is_called_simple_needs_no_care(text):
    """The short way says the same as the long one, for any text."""
    if simple(text):
        assert bare(text) == guard(text) == text
        assert in_a_line([text]) == f"{piece([], [text])[0]}\r\n"
        assert not LITERAL.search(text)
        assert not set(text) & set("<>&\r\n\t")
    assert for_check([text]) == bare(text)
    assert plain(text) == guard(text)


def test_most_texts_are_simple():
    for text in (
        "Child-friendly spaces",
        "Al-Mosul",
        "National NGO",
        "3.10",
        "Group sessions (women).",
        "مساحة آمنة",
    ):
        assert simple(text), text
    for text in ("", " a", "a ", "a  b", "=1", "<b>", "_x0041_", "a\nb", "'a"):
        assert not simple(text), text
    assert escape_text("a & b") == "a &amp; b"
