"""Letters told from numerals, where the truth is published: the LIST TYPE of Formex files."""

from pathlib import Path

import pytest

from eval.labels import Score, score_labels

FORMEX = Path(__file__).resolve().parents[3] / "shared" / "eu-acts" / "formex"


@pytest.mark.skipif(not FORMEX.is_dir(), reason="the official acts to test against are not on this machine")
def test_labels_agree_with_the_published_list_types() -> None:
    score = score_labels(sorted(FORMEX.rglob("*.xml")))
    assert score.total > 100
    assert score.right == score.total


def test_the_published_types_are_read_with_their_depths(tmp_path: Path) -> None:
    def listing(kind: str, *items: tuple[str, str]) -> str:
        written = "".join(f"<ITEM><NP><NO.P>({n})</NO.P><TXT>{text}</TXT></NP></ITEM>" for n, text in items)
        return f"<LIST TYPE='{kind}'>{written}</LIST>"

    inner = listing("roman", ("i", "one;"), ("ii", "two;"))
    outer = listing("alpha", ("g", f"such as:</TXT>{inner}<TXT>"), ("h", "eight."), ("i", "nine."))
    act = f"<ACT><P>These:</P>{outer}</ACT>"
    file = tmp_path / "act.xml"
    file.write_text(f"<?xml version='1.0'?>{act}")
    assert score_labels([file]) == Score(5, 5)
    file.write_text(f"<?xml version='1.0'?>{act.replace('roman', 'alpha')}")
    assert score_labels([file]) == Score(3, 5)
