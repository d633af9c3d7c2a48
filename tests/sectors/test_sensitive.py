"""The quick question and the full answer about sensitive words agree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from sectors.sensitive import is_sensitive, sensitive_words, words_in

WORDS = [word for phrase in sensitive_words() for word in phrase.split()]


@given(some.lists(some.sampled_from([*WORDS, "and", "Training", "للأطفال"]), max_size=6))
def test_a_text_is_sensitive_when_it_holds_a_phrase_of_the_list(words):
    text = " ".join(words)
    assert is_sensitive(text) == bool(words_in(text))


def test_every_phrase_of_the_list_is_found_in_a_sentence():
    assert [phrase for phrase in sensitive_words() if not is_sensitive(f"A {phrase}, of many.")] == []
