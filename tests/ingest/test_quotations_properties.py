"""Quotations of any make: no text is lost, and the document's own numbers stay as they are without them."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.ingest.quoting import ALONE, parsed, paths, policy

SOUP = st.sampled_from(
    [
        *(
            "Article 3 Ownership",
            "Article 4 Income",
            "Article 14",
            "(1) One.",
            "(2) Two.",
            "(a) a;",
            "2.1 Scope",
            "1. So",
        ),
        *("“", "”", "„", "«", "»", '"', "‘", "’", "'", "> ", ">", "", "# Head", "- item", "| a | b |", "Words so far:"),
        *(
            "“Article 14",
            "„(1) So.",
            "it is.”",
            "it is.“",
            "« (2) It",
            "is. »",
            '"Article 15',
            'is."',
            "‘1. It",
            "is.’",
        ),
        *(
            "> (1) Quoted.",
            "> > Article 9",
            "“term” means it",
            "5” pipes",
            "the inventors’ rights",
            "¹ A note.",
            "so¹”",
        ),
    ]
)


@given(lines=st.lists(SOUP | st.text(max_size=8), min_size=1, max_size=30), joint=st.sampled_from(["\n", "\n\n"]))
@settings(max_examples=300, deadline=None)
def test_soups_of_quotations_lose_nothing(lines: list[str], joint: str) -> None:
    text = joint.join(lines)
    if text.strip() and "\x00" not in text:
        parsed(f"Policy\n{text}")


@given(quoted=st.lists(st.sampled_from(["(1) One.", "(2) Two.", "(a) a;", "Article 4 Income", "Words."]), max_size=8))
@settings(max_examples=150, deadline=None)
def test_whatever_a_closed_quotation_holds_the_document_s_own_numbers_stay(quoted: list[str]) -> None:
    text = policy("“" + "\n".join(["Article 14", *quoted, "It ends."]) + "”")
    assert paths(text) == ALONE


OWN = {
    "articles": [
        [f"Article {n} Rules", *(f"({k}) Rule {k} of {n} binds all." for k in (1, 2, 3))] for n in range(1, 6)
    ],
    "sections": [[f"{n}. Rules", *(f"{n}.{k} Rule {k} of {n} binds all." for k in (1, 2, 3))] for n in range(1, 6)],
    "paragraphs": [[f"§ {n} Regeln", *(f"({k}) Regel {k} von {n} gilt." for k in (1, 2, 3))] for n in range(1, 6)],
    "letters": [[f"{n}. Rules", *(f"({k}) rule {k} of {n} binds all;" for k in "abc")] for n in range(1, 6)],
}
STATUTES = [
    ["Article 14", "(1) The inventor shall.", "(2) The employer may."],
    ["(1) The inventor shall.", "(2) The employer may.", "(3) Both agree."],
    ["§ 42 Erfindungen", "(1) Der Erfinder meldet sie.", "(2) Er darf sie behalten."],
    ["2. Rights", "2.1 Staff own them.", "2.2 Guests do not."],
    ["The inventor shall:", "(a) report it;", "(b) keep it secret."],
    ["Section 7: Claims", "(a) one claims;", "(b) another does;", "(i) so;", "(ii) thus."],
    ["Article 3 Rules", "(1) The inventor shall.", "Article 4 More rules", "(1) No.", "(2) Yes."],
    ["Article 14", "‹inventor› means a person;", "‹employer› means another;", "(2) They agree."],
]
MARKS = ["“”", "„“", '""', "«»", "»«", "‘’", "''"]


def numbered(lines: list[str], joint: str) -> list[tuple[str, str]]:
    found = parsed(joint.join(["Policy on inventions", *lines])).clauses
    return [(str(c.path), c.label) for c in found if c.label_span is not None or c.path.last.code in {"art", "sct"}]


@given(data=st.data(), joint=st.sampled_from(["\n", "\n\n"]), marks=st.sampled_from(MARKS))
@settings(max_examples=250, deadline=None)
def test_a_closed_quotation_changes_no_number_of_the_document(data: st.DataObject, joint: str, marks: str) -> None:
    own = OWN[data.draw(st.sampled_from(sorted(OWN)))]
    place, at = data.draw(st.integers(0, 4)), data.draw(st.integers(1, 4))
    quoted = [*data.draw(st.sampled_from(STATUTES))]
    anew = data.draw(st.booleans()) and marks[0] not in "‘'"
    quoted = [f"{marks[0] if anew or not n else ''}{line}" for n, line in enumerate(quoted)]
    quoted[-1] += marks[1] + data.draw(st.sampled_from(["", ".", " This binds us."]))
    intro = data.draw(st.sampled_from(["The statute provides:", "It says so."]))
    lines = [intro, *quoted] if anew or data.draw(st.booleans()) else [f"{intro} {quoted[0]}", *quoted[1:]]

    def inserted(more: list[str]) -> list[str]:
        return [
            line
            for n, article in enumerate(own)
            for line in ([*article[:at], *more, *article[at:]] if n == place else article)
        ]

    assert numbered(inserted(lines), joint) == numbered(inserted([intro]), joint)


@given(data=st.data(), own=st.sampled_from(sorted(OWN)))
@settings(max_examples=250, deadline=None)
def test_stray_marks_inside_the_document_s_own_sentences_swallow_no_number(data: st.DataObject, own: str) -> None:
    lines = [line for article in OWN[own] for line in article]
    stray = list(lines)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        words = stray[at].split(" ")
        assume(len(words) > 4)
        word, mark = data.draw(st.integers(2, len(words) - 1)), data.draw(st.sampled_from("“”\"‘’'«»„"))
        words[word] = mark + words[word] if data.draw(st.booleans()) else words[word] + mark
        stray[at] = " ".join(words)
    assert {path for path, _ in numbered(lines, "\n")} <= {path for path, _ in numbered(stray, "\n")}
