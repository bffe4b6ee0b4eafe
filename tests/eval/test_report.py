"""The HTML page: it says what the runs say, stands alone, and takes nothing it shows for markup."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from lxml import html
from synthetic import synthetic_run

from eval import figures
from eval.comparison import compare
from eval.pairing import pair
from eval.report import Source, render
from eval.report.curve import drawing
from eval.report.dialogues import dialogue_rows
from eval.report.failures import worst
from eval.report.groups import charts
from eval.report.latency import latency
from eval.report.refusal import Curve, status_rows
from eval.results import QuestionResult, RunResult
from ingest.errors import RunError

OURS, BM25 = synthetic_run("ours", skill=1.3, seed=1), synthetic_run("bm25", skill=0.5, seed=2)
HOSTILE = """</style></title><script>alert(1)</script><img src=x onerror=alert(1)> "'&{{ 7*7 }}{% raw %}\u202e\x00"""


def texts(uid: str) -> Source:
    return Source(f"point {uid.rpartition('_')[2]}", f"What clause {uid} says about settling a matter.")


def nothing(uid: str) -> None:
    return None


def page(*runs: RunResult, words: Callable[[str], Source | None] = texts) -> html.HtmlElement:
    return html.document_fromstring(render(runs, [f"runs/{run.config.name}" for run in runs], words))


def changed(run: RunResult, change: Callable[[QuestionResult], QuestionResult]) -> RunResult:
    return replace(run, questions=tuple(change(question) for question in run.questions))


def test_the_page_has_every_section_and_every_link_leads_to_one() -> None:
    found = page(OURS, BM25)
    there = [section.get("id") for section in found.iter("section")]
    wanted = [
        "results",
        "differences",
        "groups",
        "refusal",
        "dialogues",
        "latency",
        "bias",
        "failures",
        "method",
        "again",
    ]
    assert there == wanted
    assert {link.get("href") for link in found.iter("a")} == {f"#{name}" for name in wanted}


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    text = render([OURS, BM25], ["a", "b"], texts)
    found = html.document_fromstring(text)
    assert not found.xpath("//script | //link | //img | //iframe | //object | //@src | //@onclick | //@onload")
    assert not re.search(r"https?://|url\(|@import|//[a-z]", text)


def test_its_figures_are_those_of_the_comparison() -> None:
    comparison = compare([OURS, BM25], ["nDCG@10", "Success@1", "R@5"])
    found = page(OURS, BM25)
    rows = {row[0].text_content(): row for row in found.xpath("//section[@id='results']//tbody/tr")}
    for label, measures in comparison.means.items():
        cells = [cell.text_content() for cell in rows[label][1:]]
        for cell, estimate in zip(cells, measures.values(), strict=True):
            assert cell.startswith(figures.number(estimate.mean))
            assert cell.endswith(figures.interval(estimate, digits=2))
    marks = ["▼" in cell.text_content() for cell in rows["bm25"][1:]]
    assert marks == [one.significant for one in comparison.differences]
    assert "▼" not in rows["ours"].text_content()


def test_what_runs_contain_is_text_and_never_markup() -> None:
    run = changed(OURS, lambda one: replace(one, text=HOSTILE, metadata={**one.metadata, "kind": HOSTILE + one.id[:1]}))
    run = replace(
        run,
        config=replace(
            run.config,
            name=HOSTILE,
            dataset=HOSTILE,
            retriever=HOSTILE,
            versions={HOSTILE: HOSTILE},
            settings={HOSTILE: 1},
        ),
    )
    other = replace(BM25, questions=changed(BM25, lambda one: replace(one, text=HOSTILE)).questions)
    text = render(
        [run, replace(other, config=replace(BM25.config, dataset=HOSTILE))],
        [HOSTILE, "b"],
        lambda _: Source(HOSTILE, HOSTILE),
    )
    found = html.document_fromstring(text.replace("\x00", ""))
    assert not found.xpath("//script | //img | //@onerror")
    assert "{{ 7*7 }}" in text
    assert len(found.xpath("//style")) == len(found.xpath("//title[not(ancestor::*[local-name()='svg'])]")) == 1


def test_one_run_is_a_page_without_differences() -> None:
    found = page(OURS)
    assert not found.xpath("//section[@id='differences']")
    assert "▼" not in found.text_content()


def test_a_run_of_a_bare_retriever_has_no_answers_and_no_refusal() -> None:
    bare = changed(OURS, lambda one: replace(one, answer=None, metadata={"answerable": True}, milliseconds=0.0))
    found = page(bare)
    for name in ("answers", "groups", "latency"):
        assert not found.xpath(f"//section[@id='{name}']")
    assert "partly" not in found.xpath("string(//section[@id='refusal'])")


def test_words_that_are_not_at_hand_are_told() -> None:
    found = page(OURS, words=nothing)
    assert "not at hand" in found.xpath("string(//section[@id='bias'])")
    assert "c/2024/601#pnt_" in found.xpath("string(//section[@id='failures'])")


def test_runs_that_cannot_be_compared_give_no_page() -> None:
    with pytest.raises(RunError, match="different questions"):
        page(OURS, replace(BM25, questions=BM25.questions[1:]))
    with pytest.raises(RunError, match="no run to report on"):
        page()


def test_the_worst_come_first_with_what_was_wanted() -> None:
    found = worst(pair([OURS]), "nDCG@10", texts)
    values = [one.value for one in found]
    assert values == sorted(values)  # type: ignore[type-var]
    assert all(one.wanted[0].grade == 2 for one in found)
    perfect = changed(OURS, lambda one: replace(one, measures=dict.fromkeys(one.measures, 1.0)))
    assert worst(pair([perfect]), "nDCG@10", texts) == []


def test_groups_divide_the_questions() -> None:
    kinds, wordings = charts(pair([OURS, BM25]), "nDCG@10")
    assert sum(group.estimates[0].n for group in kinds.groups) == 40
    assert [group.name for group in wordings.groups] == ["plain", "code"]


def test_statuses_are_counted_by_what_should_have_happened() -> None:
    answerable, turns, unanswerable = status_rows(pair([OURS]), 0)
    assert (answerable.group, answerable.refuse, answerable.counts) == ("answerable", False, (40, 0, 0))
    assert (turns.group, turns.counts) == ("answerable, in conversations", (12, 0, 0))
    assert (unanswerable.group, unanswerable.refuse, unanswerable.counts) == ("out-of-domain", True, (2, 0, 6))


def test_conversations_compare_their_three_forms_after_the_first_turn() -> None:
    [row] = dialogue_rows(pair([OURS]))
    with_history, last_turn, rewritten = (one.mean for one in row.estimates)
    assert with_history is not None
    assert (last_turn, row.gain.mean) == pytest.approx((0.8 * with_history, 0.2 * with_history))
    assert rewritten is not None
    assert rewritten >= with_history
    assert (row.gain.n, row.gain.clusters) == (8, 4)


def test_the_slowest_question_fits_on_the_axis() -> None:
    slow = replace(OURS, questions=(replace(OURS.questions[0], milliseconds=98_765.0), *OURS.questions[1:]))
    found = latency(pair([slow]))
    assert all(0 <= place <= 100 for row in found.rows for place in row.places.values())
    assert [place for _, place in found.ticks][:: len(found.ticks) - 1] == [0.0, 100.0]
    same = changed(OURS, lambda one: replace(one, milliseconds=10.0))
    assert latency(pair([same])).rows[0].quantiles[50] == 10.0


def test_the_curve_stays_inside_its_axes_and_escapes_its_names() -> None:
    svg = str(drawing([Curve("<b>", 0, ((0.1, 0.0), (0.5, 1.0), (1.0, 0.4)), 0.5, 0.4)]))
    assert "&lt;b&gt;" in svg
    numbers = [float(one) for one in re.findall(r"[HVM]([\d.]+)", svg)]
    assert min(numbers) >= 0
    assert max(numbers) <= 372
