"""A stream cut into sentences: the same ones however it arrives, and none that says the opposite by being cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sentences import MAX_SENTENCE, Raw, Splitter, keys_of, parts_of, without_keys
from rag.thoughts import Thoughts


def split(text: str, size: int = 1) -> list[Raw]:
    splitter = Splitter()
    found = [raw for at in range(0, len(text), size) for raw in splitter.feed(text[at : at + size])]
    return found + splitter.close()


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Agree on goals [c1]. Build trust [c2].", ["Agree on goals [c1].", "Build trust [c2]."]),
        ("Agree. [c1] Build trust. [c2][c3]\nGo on [c1].", ["Agree. [c1]", "Build trust. [c2][c3]", "Go on [c1]."]),
        ("See e.g. point 3.1.1 on it [c1]. Done.", ["See e.g. point 3.1.1 on it [c1].", "Done."]),
        ("Share costs, etc. and go on [c1].", ["Share costs, etc. and go on [c1]."]),
        ("Never:\n- agree [c1]\n- trust [c2]\n\nDone [c1].", ["Never: agree [c1]", "Never: trust [c2]", "Done [c1]."]),
        ("Avoid these.\n1. Talk [c1].\n2. Walk [c2].", ["Avoid these: Talk [c1].", "Avoid these: Walk [c2]."]),
        ("Partners should not\nagree [c1]. So", ["Partners should not agree [c1].", "So"]),
        ("Partners should not\n\nagree [c1].", ["Partners should not agree [c1]."]),
        ("Is it so? No! Yes…", ["Is it so?", "No!", "Yes…"]),
        ("", []),
        (" \n\t\n", []),
    ],
)
def test_a_stream_is_cut_into_sentences(text: str, sentences: list[str]) -> None:
    assert [raw.text for raw in split(text)] == sentences


_TOKENS = ["a", "B", " ", ". ", "! ", "?", "\n", "[c1]", "[c2]", "- ", ": ", "(", "word ", "e.g. ", "not ", "1. "]


@given(st.lists(st.sampled_from(_TOKENS), max_size=14).map("".join), st.integers(2, 40))
def test_the_sentences_do_not_depend_on_how_the_text_arrives(text: str, size: int) -> None:
    assert [raw.text for raw in split(text, size)] == [raw.text for raw in split(text)]


def test_a_complete_sentence_is_given_out_before_the_next_one_ends() -> None:
    splitter = Splitter()
    assert splitter.feed("Agree on goals [c1]. Bu") == [Raw("Agree on goals [c1].")]


def test_what_is_cut_off_is_marked() -> None:
    assert split("Agree [c1]. Partners should nev")[-1] == Raw("Partners should nev", finished=False)
    assert split("Agree [c1")[-1].finished is False


@pytest.mark.parametrize("size", [1, 50, 5_000])
def test_a_sentence_without_an_end_is_cut_and_nothing_of_its_rest_is_believed(size: int) -> None:
    first, *rest = split(f"{'so on ' * 500}and agree [c1]. Build trust [c2].", size)
    assert len(first.text) <= MAX_SENTENCE
    assert not first.finished
    assert [raw.text for raw in rest] == ["Build trust [c2]."]


def test_keys_and_parts_are_read() -> None:
    assert keys_of("A [c1, c2] b (c3) c [12].") == ["c1", "c2", "c3", "12"]
    assert without_keys("Agree on goals [c1] and trust [c2][c3].") == "Agree on goals and trust."
    assert parts_of("Agree [c1] and trust [c2][c3] in France.") == [
        ("Agree", ("c1",)),
        ("and trust in France.", ("c2", "c3")),
    ]


@given(st.integers(1, 12))
def test_thoughts_are_taken_out_however_they_arrive(size: int) -> None:
    text = "<think>They must [c1].</think>Agree <b> [c1]. <THINKING>Hm</THINKING>Trust"
    thoughts = Thoughts()
    given_out = "".join(thoughts.feed(text[at : at + size]) for at in range(0, len(text), size)) + thoughts.close()
    assert given_out == "Agree <b> [c1]. Trust"
