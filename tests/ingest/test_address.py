import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.address import CODES, Address, Path, Step, natural, roman, roman_value
from ingest.errors import AddressError

numbers = st.from_regex(r"[0-9A-Za-z]{1,4}(\.[0-9A-Za-z]{1,3}){0,3}", fullmatch=True)
steps = st.builds(Step, st.sampled_from(sorted(CODES)), numbers)
paths = st.builds(Path, st.lists(steps, min_size=1, max_size=5).map(tuple))
keys = st.from_regex(r"[a-z0-9]{1,6}(/[a-z0-9.-]{1,6}){0,3}", fullmatch=True).filter(
    lambda k: "/." not in k and "/-" not in k
)


@given(keys, paths)
def test_parsing_the_written_form_gives_the_address_back(key: str, path: Path) -> None:
    address = Address(key, path)
    assert Address.parse(str(address)) == address
    assert str(address).isascii()


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("rct_8", "recital 8"),
        ("sct_3.1", "section 3.1"),
        ("pnt_3.1.1", "point 3.1.1"),
        ("pnt_3.1.1/pnt_f", "point 3.1.1(f)"),
        ("pnt_2.3.1/pnt_g/pnt_i", "point 2.3.1(g)(i)"),
        ("sct_1/pnt_5", "point 1(5)"),
        ("art_5/par_1/pnt_a", "Article 5(1)(a)"),
        ("anx_I/pnt_2", "Annex I, point 2"),
        ("ftn_38", "footnote 38"),
    ],
)
def test_labels_follow_the_style_guide(path: str, label: str) -> None:
    assert Path.parse(path).label == label


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pnt",
        "pnt_",
        "xxx_1",
        "pnt_3.1.1/",
        "/pnt_1",
        "pnt_3..1",
        "pnt_é",
        "pnt_1 ",
        "PNT_1",
        "pnt_1/pnt_(a)",
        "pnt_1\n",
    ],
)
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(AddressError):
        Path.parse(text)


@pytest.mark.parametrize(
    "uid", ["", "c/2024/601", "#pnt_1", "c/2024/601#", "C/2024/601#pnt_1", "../x#pnt_1", "a//b#pnt_1"]
)
def test_what_is_no_uid_is_refused(uid: str) -> None:
    with pytest.raises(AddressError):
        Address.parse(uid)


def test_numbers_sort_as_people_count() -> None:
    assert sorted(["3.1.10", "b", "10", "9", "aa", "3.1.9", "z"], key=natural) == [
        "3.1.9",
        "3.1.10",
        "9",
        "10",
        "b",
        "z",
        "aa",
    ]


@given(st.integers(1, 3999))
def test_roman_numerals_come_back(number: int) -> None:
    assert roman_value(roman(number)) == number


@pytest.mark.parametrize("text", ["", "iiii", "ic", "vx", "abc", "il", "1", "m" * 20])
def test_malformed_numerals_have_no_value(text: str) -> None:
    assert roman_value(text) is None
