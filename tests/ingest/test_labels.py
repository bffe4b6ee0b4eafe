import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.labels import Item, Place, place, recognise


def run(*labels: str) -> list[Item]:
    """Items from their numbers; a number that begins with ":" follows a text that ends with a colon."""
    return [Item(label.removeprefix(":"), label.startswith(":")) for label in labels]


def drawn(places: tuple[Place | None, ...]) -> str:
    return " ".join(f"{p.depth}{p.series[0]}{p.value}" if p else "?" for p in places)


@pytest.mark.parametrize(
    ("items", "reading"),
    [
        # 2.3.1 of C(2024) 601: roman numerals under (g), then the letters go on to (i)
        (run("g", ":i", "ii", "iii", "h", "i"), "0a7 1r1 1r2 1r3 0a8 0a9"),
        (run(":a", "b", "c"), "0a1 0a2 0a3"),
        (run(":i", "ii", "iii", "iv", "v"), "0r1 0r2 0r3 0r4 0r5"),
        # (h), (i) without a colon and with (j) behind it stays a letter; with (ii) behind it opens a list
        (run("h", "i", "j"), "0a8 0a9 0a10"),
        (run("h", "i", "ii"), "0a8 1r1 1r2"),
        # a colon opens a list unless what follows says otherwise
        (run("h", ":i", "j"), "0a8 0a9 0a10"),
        (run(":1", ":a", "b", "2"), "0a1 1a1 1a2 0a2"),
        (run("z", "aa", "bb"), "0a26 0a27 0a28"),
        (run("iv", "v", "vi"), "0r4 0r5 0r6"),
        (run("u", "v", "w"), "0a21 0a22 0a23"),
    ],
)
def test_letters_and_numerals_are_told_apart(items: list[Item], reading: str) -> None:
    assert drawn(place(items)) == reading


def test_a_lost_item_is_noticed() -> None:
    first, second = place(run(":a", "c"))
    assert first is not None
    assert second is not None
    assert (first.skips, second.skips, second.depth) == (False, True, 0)


@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "b", "h", "i", "ii", "v", "1", "2", "zzz", "x"]), st.booleans()), max_size=12
    )
)
def test_any_soup_of_labels_gets_a_place_or_none(soup: list[tuple[str, bool]]) -> None:
    places = place([Item(*item) for item in soup])
    assert len(places) == len(soup)
    depth = -1
    for found in places:
        if found is not None:
            assert 0 <= found.depth <= depth + 1  # a list opens only under an item
            depth = found.depth


@pytest.mark.parametrize(
    "text",
    [
        "2022/C 167/03",
        "1 March 2024",
        "(see above) x",
        "(i)x",
        "2024 was",
        "3.1.1",
        "(1234) x",
        "Article 2, point (5),",
    ],
)
def test_look_alikes_are_no_labels(text: str) -> None:
    assert recognise(text) is None
