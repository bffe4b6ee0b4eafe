"""The change of the documents that is under way, or how the last one ended; it draws itself anew while it goes on."""

import streamlit as st

from ui import state
from ui.access import may
from ui.components import markup
from ui.services.jobs import Job, Jobs

STAGES = {
    "embedding": "Embedding texts: {done:,} of {total:,}",
    "writing": "Writing the index of {total:,} texts",
    "learning": "Learning from {total:,} known questions, which can take a minute or two",
}
AT_ONCE = ("writing", "learning")  # of these only beginning and end are told
ENDED = {"done": "Done", "failed": "Not done", "stopped": "Stopped"}
EVERY = 1.0  # seconds between two looks while a change goes on


def show_job(jobs: Jobs) -> None:
    """Show the change that some session or this one began; the whole page is drawn again when it ends.

    Nothing looks by itself where no change goes on: with looks every few seconds, files were lost while they came in,
    and so was the field for them.
    """
    job = jobs.latest()
    seen = (job.number, job.running) if job is not None else None
    with st.container(key="job-place"):
        st.fragment(_look, run_every=EVERY if job is not None and job.running else None, key="job")(jobs, seen)


def _look(jobs: Jobs, seen: tuple[int, bool] | None) -> None:
    job = jobs.latest()
    if job is None:
        return
    if (job.number, job.running) != seen:
        st.rerun()
    if job.running:
        _running(jobs, job)
    elif may("admin") and not state.is_put_away(job.number):
        _ended(job)


def _running(jobs: Jobs, job: Job) -> None:
    admin = may("admin")
    doing = job.doing if admin else "The documents are being changed"
    lines = [f'<h2 class="cw-doing" dir="auto">{markup.text(doing)}…</h2>']
    step = _step(job) if admin else doing
    if admin:
        lines.append(f'<p class="cw-step" dir="auto">{markup.text(step)}</p>')
    if job.total:
        far = "" if job.stage in AT_ONCE else f' value="{job.done}" max="{job.total}"'
        lines.append(f'<progress class="cw-progress" aria-label="{markup.text(step)}"{far}></progress>')
    lines.append('<p class="cw-quiet">Questions are answered from the index as it was until this is done.</p>')
    with st.container(key="job", gap="xsmall"):
        st.html("".join(lines))
        if admin:
            st.button("Stop", key="stop-job", on_click=_stop, args=(jobs,), disabled=job.state == "stopping")


def _stop(jobs: Jobs) -> None:
    if may("admin"):
        jobs.stop()


def _step(job: Job) -> str:
    """What is being done just now, and how far it is."""
    if job.state == "stopping":
        return "Stopping."
    if job.stage == "bytes":
        of = f" of {job.total:,}" if job.total is not None else ""
        return f"{job.line}: {job.done:,}{of} bytes"
    if job.total and job.stage in STAGES:
        return STAGES[job.stage].format(done=job.done, total=job.total)
    return job.line or "Starting."


def _ended(job: Job) -> None:
    hint = f'<p class="cw-quiet">{markup.text(job.hint)}</p>' if job.hint else ""
    told = "".join(f'<p class="cw-step" dir="auto">{markup.text(line)}</p>' for line in job.told)
    with st.container(key="job", gap="xsmall"):
        st.html(
            f'<div role="status"><h2 class="cw-doing" dir="auto"><span class="cw-pill" data-status="{job.state}">'
            f"{ENDED[job.state]}</span> {markup.text(job.doing)}</h2>{told}{hint}</div>"
        )
        st.button("Close", key="close-job", type="tertiary", on_click=state.put_away, args=(job.number,))
