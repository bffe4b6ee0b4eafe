"""The risk-coverage curve as SVG: axes, grid, one step line a run, each named at its end and in the legend."""

from collections.abc import Sequence

from markupsafe import Markup

from eval.report.refusal import Curve

WIDTH, HEIGHT = 372, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 38, 350, 12, 212
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def drawing(curves: Sequence[Curve]) -> Markup:
    """The curves in one coordinate system, coverage across and risk upwards, both from 0 to 1."""
    parts = [_grid(), *(_line(curve) for curve in curves)]
    names = ", ".join(curve.label for curve in curves)
    return Markup(
        '<svg class="curve" viewBox="0 0 {} {}" role="img"><title>Risk against coverage: {}</title>{}</svg>'
    ).format(WIDTH, HEIGHT, names, Markup("").join(parts))


def _grid() -> Markup:
    parts = []
    for tick in _TICKS:
        x, y = _x(tick), _y(tick)
        parts.append(Markup('<path class="grid" d="M{} {}V{}M{} {}H{}"/>').format(x, _TOP, _BOTTOM, _LEFT, y, _RIGHT))
        parts.append(
            Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(x, _BOTTOM + 15, f"{tick:.0%}")
        )
        parts.append(Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(_LEFT - 5, y + 4, f"{tick:.0%}"))
    middle = (_LEFT + _RIGHT) / 2
    parts.append(
        Markup('<text x="{}" y="{}" text-anchor="middle">questions answered</text>').format(middle, HEIGHT - 6)
    )
    return Markup("").join(parts)


def _line(curve: Curve) -> Markup:
    """A step to the right at each threshold: nothing is known between two of them."""
    path, last = "", None
    for coverage, risk in curve.points:
        path += f"H{_x(coverage)}V{_y(risk)}" if last is not None else f"M{_x(coverage)} {_y(risk)}"
        last = risk
    return Markup('<path class="line line{}" d="{}"/>').format(curve.series % 8, path)


def _x(share: float) -> float:
    return round(_LEFT + share * (_RIGHT - _LEFT), 1)


def _y(share: float) -> float:
    return round(_BOTTOM - share * (_BOTTOM - _TOP), 1)
