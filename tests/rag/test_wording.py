"""The rules that a written sentence must not break, clause by clause."""

import pytest

from ingest.corpus import Corpus
from rag.modality import forces
from rag.prompting import Source, stems
from rag.wording import fault


def source(corpus: Corpus, path: str) -> Source:
    document = corpus.document("c/2024/601")
    assert document is not None
    clause = document.clause_at(path)
    return Source("c1", clause, stems(clause, document))


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("pnt_3.1.1/pnt_c", "Partners should set out a procedure for resolving conflict"),
        ("pnt_3.1.1/pnt_c", "It is recommended to set out “a procedure for resolving conflict”"),
        ("pnt_3.1.1/pnt_c", "Point 3.1.1(c) recommends a contractual framework"),
        ("pnt_3.1.1/pnt_c", "C(2024) 601 recommends a contractual framework"),
        ("pnt_3.1.1/pnt_h", "These teams may be supported by KT/TTOs"),
        ("pnt_3.1.1/pnt_i", "Gender bias should be avoided"),
        ("pnt_2.3.1/pnt_g/pnt_ii", "Digital platforms should be used to explore co-creation opportunities"),
        ("sct_1/pnt_7", "Open access is in accordance with Article 14(1)(a) of Regulation (EU) 2021/695"),
        ("rct_10", "All R&I actors are encouraged to follow this Recommendation"),
        ("pnt_2.3.1/pnt_h", "Liaison offices should have the necessary means and resources"),
    ],
)
def test_what_the_clause_says_breaks_no_rule(corpus: Corpus, path: str, sentence: str) -> None:
    assert fault(sentence, source(corpus, path), corpus) == ""


@pytest.mark.parametrize(
    ("path", "sentence", "reason"),
    [
        ("pnt_3.1.1/pnt_h", "These teams should be supported by KT/TTOs", "recommendation"),
        ("pnt_3.1.1/pnt_h", "These teams may not be supported by KT/TTOs", "ban"),
        ("pnt_3.1.1/pnt_c", "Partners have to set out a procedure for resolving conflict", "duty"),
        ("pnt_3.1.1/pnt_c", "Partners are not required to set out a procedure for resolving conflict", "no duty"),
        ("pnt_3.1.1/pnt_i", "Gender bias should be part of partnership objectives", "leaves out “avoiding”"),
        ("pnt_3.1.1/pnt_c", "A procedure without the support of legal experts should be set out", "without"),
        ("pnt_3.1.1/pnt_c", "Partners should set out 2 procedures", "number 2"),
        ("pnt_3.1.1/pnt_c", "Partners should set out a dozen procedures", "dozen"),
        ("pnt_3.1.1/pnt_c", "Partners should always set out a procedure", "always"),
        ("pnt_3.1.1/pnt_c", "Point 3.1.1(d) recommends a contractual framework", "3.1.1"),
        ("pnt_3.1.1/pnt_c", "(EU) 2023/499 recommends a contractual framework", "2023/499"),
        ("pnt_3.1.1/pnt_c", "The AI Act requires a contractual framework", "AI Act"),
        ("pnt_3.1.1/pnt_c", "Partners should set out “a procedure for  resolving Conflict”", "does not stand"),
        ("pnt_3.1.1/pnt_c", "Partners should set out “onflict”", "does not stand"),
        ("pnt_3.1.1/pnt_c", "Partners should set out ‘a quick procedure’", "does not stand"),
        ("pnt_3.1.1/pnt_c", 'Partners should set out "a quick procedure"', "does not stand"),
        ("pnt_3.1.1/pnt_c", "Students should set out a procedure", "students"),
        ("pnt_3.1.1/pnt_c", "Partners in Poland should set out a procedure", "Poland"),
        (
            "sct_1/pnt_7",
            "Open access is in accordance with Article 15 of Regulation (EU) 2021/695",
            "Article 15|number 15",
        ),
    ],
)
def test_what_it_does_not_say_breaks_one(corpus: Corpus, path: str, sentence: str, reason: str) -> None:
    import re

    found = fault(sentence, source(corpus, path), corpus)
    assert re.search(reason, found, re.IGNORECASE), found


@pytest.mark.parametrize(
    ("text", "force"),
    [
        ("must", "duty"),
        ("needs to", "duty"),
        ("need not", "no duty"),
        ("is not binding", "no duty"),
        ("must not", "ban"),
        ("cannot", "ban"),
        ("it is recommended", "advice"),
        ("are encouraged to", "advice"),
        ("might", "leave"),
    ],
)
def test_force_is_read(text: str, force: str) -> None:
    assert list(forces(text)) == [force]
