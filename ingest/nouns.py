"""The words before a number and what they say about it, in the spellings people use."""

# What each word says about the number behind it; "" says nothing but that a number comes.
NOUNS: dict[str, tuple[str, ...]] = {
    "recital": (
        *("recital", "recitals", "whereas", "rct", "considérant", "considérants", "considerant", "considerants"),
        *("erwägungsgrund", "erwaegungsgrund", "erwgr", "considerando"),
    ),
    "footnote": ("footnote", "footnotes", "fn", "fns", "note", "ftn", "fußnote", "fussnote"),
    "section": ("section", "sections", "sec", "sct", "heading", "headings"),
    "recommendation": ("recommendation", "recommendations"),
    "definition": ("definition", "definitions", "def"),
    "rec": ("rec",),  # a recital or a recommendation
    "passage": ("passage", "unp"),
    "article": ("article", "articles", "art", "artikel"),
    "annex": ("annex", "annexes", "anhang"),
    "point": (
        *("point", "points", "pt", "pts", "paragraph", "paragraphs", "para", "paras", "par", "clause", "clauses"),
        *("cl", "§", "punkt", "ziffer", "ziff", "punto"),
    ),
    "letter": (
        *("letter", "letters", "lit", "littera", "item", "items", "subpoint", "subparagraph", "sub"),
        *("buchstabe", "buchst", "lettre", "lettera", "letra"),
    ),
    "": ("the", "no", "nos", "nr", "number", "numbers", "nummer"),
}
NOUN_OF = {word: noun for noun, words in NOUNS.items() for word in words}
