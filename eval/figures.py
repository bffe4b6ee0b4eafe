"""Numbers as papers print them."""

from eval.intervals import Estimate

NONE = "–"


def number(value: float | None, digits: int = 3) -> str:
    """A value, or a dash for no data.

    >>> number(0.78149), number(None)
    ('0.781', '–')
    """
    return NONE if value is None else f"{value:.{digits}f}"


def signed(value: float | None, digits: int = 3) -> str:
    """A difference with its sign; one that rounds to nothing has none.

    >>> signed(0.0512), signed(-0.0512), signed(-0.0001)
    ('+0.051', '−0.051', '0.000')
    """
    if value is None:
        return NONE
    text = f"{value:+.{digits}f}"
    return text[1:] if not float(text) else text.replace("-", "−")


def interval(one: Estimate, *, sign: bool = False, digits: int = 3) -> str:
    """The ends of an interval in brackets, or a dash for no data."""
    if one.low is None or one.high is None:
        return NONE
    write = signed if sign else number
    return f"[{write(one.low, digits)}, {write(one.high, digits)}]"


def p_text(p: float) -> str:
    """A p-value.

    >>> p_text(0.03214), p_text(0.00001), p_text(1.0)
    ('.032', '<.001', '1.000')
    """
    return "<.001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def milliseconds(value: float) -> str:
    """A duration with three figures at most.

    >>> milliseconds(0.42), milliseconds(12.34), milliseconds(1234.5)
    ('0.42 ms', '12.3 ms', '1.23 s')
    """
    if value >= 1000:
        return f"{value / 1000:.3g} s"
    return f"{value:.3g} ms" if value < 999.5 else "1 s"
