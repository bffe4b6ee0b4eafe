from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.spans import Span, cut, fold, lengths_before, read, split, trim

texts = st.text(alphabet="ab \n\t\u00a0é¹", max_size=40)


@st.composite
def spans_in(draw: st.DrawFn) -> tuple[str, list[Span]]:
    source = draw(st.text(alphabet="abc \n\t\u00a0é", min_size=1, max_size=60))
    edges = sorted(draw(st.lists(st.integers(0, len(source)), min_size=2, max_size=8, unique=True)))
    return source, [Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]


@given(spans_in(), st.data())
def test_cutting_spans_gives_the_same_words_as_cutting_the_text(
    case: tuple[str, list[Span]], data: st.DataObject
) -> None:
    source, spans = case
    text = read(source, spans)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert read(source, cut(source, spans, start, end)) == fold(text[start:end])


@given(spans_in(), st.data())
def test_the_pieces_of_a_cut_text_are_the_whole(case: tuple[str, list[Span]], data: st.DataObject) -> None:
    source, spans = case
    text = read(source, spans)
    edges = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5)))
    pieces = split(source, spans, edges)
    bounds = [0, *edges, len(text)]
    wanted = [fold(text[start:end]) for start, end in pairwise(bounds)]
    assert [read(source, piece) for piece in pieces] == wanted
    assert read(source, [span for piece in pieces for span in piece]).replace(" ", "") == text.replace(" ", "")


@given(spans_in())
def test_lengths_before_a_place_are_those_of_the_text_up_to_it(case: tuple[str, list[Span]]) -> None:
    source, spans = case
    places = [0, *(span.end for span in spans)]
    wanted = [len(read(source, [span for span in spans if span.end <= place])) for place in places]
    assert lengths_before(source, spans, places) == wanted


def test_cutting_outside_the_text_is_an_error() -> None:
    with pytest.raises(ValueError, match="not within a text of 2 characters"):
        cut("ab", [Span(0, 2)], 1, 3)


@given(texts)
def test_trimming_leaves_no_white_space_at_the_ends(text: str) -> None:
    start, end = trim(text, 0, len(text))
    assert text[start:end] == text.strip()


def test_no_break_spaces_are_text() -> None:
    assert fold("2024,\u00a0 the\n Commission") == "2024,\u00a0 the Commission"
