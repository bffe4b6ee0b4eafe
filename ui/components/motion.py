"""Where the reader's eyes and keyboard go when the page changes. The scripts hold no text of anyone's but numbers."""

import zlib

import streamlit as st

SETTLED_MS = 250  # by then Streamlit has taken the last run's leftovers off the page
_KEPT = "clausewise-address"  # sessionStorage: path and query of the page that somebody signed in from
_AT_BASE = "(location.pathname.endsWith('/') && !location.search)"  # pages have no slash at the end
# The button pressed last, where that lies outside the source panel. What has the focus would not do: a button that is
# drawn anew while its panel opens has lost it by then.
_NOTE_PRESSES = (
    "if (!window.clausewiseNoting) {"
    "  window.clausewiseNoting = true;"
    "  document.addEventListener('click', (event) => {"
    "    const button = event.target.closest?.('button');"
    "    if (!button) return;"
    "    const part = button.closest('.st-key-source') ? null : button.closest('[class*=st-key-]');"
    "    window.clausewisePressed = part?.className.match(/st-key-[^ ]+/)?.[0];"
    "  }, {capture: true});"
    "}"
)


def bring_up_question(place: int, asking: int, *, answered: bool) -> None:
    """Scroll question number `place` to the top, the first one with the page's head, so that reading starts there.

    To be called when the question is shown and again when it is `answered`: the page changes its height both times.
    Whoever has begun to read or to press something in between is left where they are; `asking` is another number for
    each time that something is asked.
    Then the question field, which is drawn anew, has the keyboard again for those who have not, unless that would bring
    up a screen keyboard.
    """
    target = f"[data-turn='{place:d}']" if place else ".st-key-masthead"
    _run(
        f"const answered = {int(answered)};"
        "if (window.clausewiseReading === undefined) {"
        "  const busy = (event) => {"
        "    const typed = event.target.closest?.('textarea, input:not([type=checkbox], [type=radio])');"
        "    const held = ['Alt', 'Control', 'Meta', 'Shift'].includes(event.key);"
        "    if (event.type === 'keydown' && (typed || held)) return;"
        "    window.clausewiseReading = true;"
        "  };"
        "  for (const act of ['wheel', 'touchmove', 'pointerdown', 'keydown'])"
        "    document.addEventListener(act, busy, {capture: true, passive: true});"
        "}"
        f"if (window.clausewiseAsking !== {asking:d}) window.clausewiseReading = false;"
        f"window.clausewiseAsking = {asking:d};"
        "const up = () => {"
        "  if (window.clausewiseReading) return;"
        f'  document.querySelector("{target}")?.scrollIntoView({{block: "start"}});'
        "};"
        f"up(); setTimeout(up, {SETTLED_MS});"
        "const ask = () => {"
        "  if (window.clausewiseReading) return;"  # what was pressed may be drawn anew just now, and come back
        "  if (document.activeElement === document.body && matchMedia('(hover: hover)').matches)"
        "    document.querySelector('.st-key-composer textarea')?.focus({preventScroll: true});"
        "};"
        f"if (answered) {{ setTimeout(ask, {SETTLED_MS}); setTimeout(ask, {4 * SETTLED_MS}); }}"
    )


def bring_up_source(opening: int) -> None:
    """Move the focus to the source panel and its clause into sight; once for each `opening`, a running number."""
    _run(
        f"{_NOTE_PRESSES}"
        f"if (window.clausewiseOpening === {opening:d}) return;"
        f"window.clausewiseOpening = {opening:d};"
        "window.clausewiseOpener = window.clausewisePressed ?? window.clausewiseOpener;"
        "delete window.clausewisePressed;"
        "const panel = document.querySelector('.st-key-source');"
        "const clause = panel?.querySelector('.cw-clause');"
        "panel?.querySelector('[tabindex]')?.focus({preventScroll: true});"
        "if (clause) {"
        "  const hidden = clause.getBoundingClientRect().bottom - panel.getBoundingClientRect().bottom + 24;"
        "  panel.scrollTop = Math.max(0, hidden);"
        "}"
    )


def bring_back_from_source() -> None:
    """Once the source panel is closed, give the keyboard back to what opened it; to be called while none is open."""
    _run(
        f"{_NOTE_PRESSES}"
        "const opener = window.clausewiseOpener;"
        "delete window.clausewiseOpener;"
        "if (!opener) return;"
        "let tries = 20;"  # on a busy server the panel is there for a while yet, and its heading has the focus
        "const back = () => {"
        "  const open = document.querySelector('.st-key-source'), lost = document.activeElement === document.body;"
        "  const button = document.querySelector('.' + CSS.escape(opener) + ' button');"
        "  if (!open && lost) button?.focus({preventScroll: true});"
        f"  if ((open || lost) && --tries) setTimeout(back, {SETTLED_MS});"
        "};"
        "back();"
    )


def lead_into_popovers() -> None:
    """Let Tab go from a button into what it opened, which lies at the end of the document; once a page."""
    with st.container(key="lead"):
        _run(
            "if (window.clausewiseLead) return;"
            "window.clausewiseLead = true;"
            "document.addEventListener('keydown', (event) => {"
            "  const button = document.activeElement;"
            "  if (event.key !== 'Tab' || event.shiftKey) return;"
            "  if (!button?.matches('.stPopover [aria-expanded=true]')) return;"
            "  const body = document.querySelector('[data-testid=stPopoverBody]');"
            "  const first = body?.querySelector('input, button, textarea') ?? body;"  # the rest may still be coming
            "  if (first === body) body?.setAttribute('tabindex', '-1');"
            "  if (first) { event.preventDefault(); first.focus(); }"
            "});"
        )


def bring_up_clause(opening: int) -> None:
    """Move the focus to the page of a clause, and it into sight where it stands below; once for each `opening`."""
    _run(
        f"if (window.clausewiseLeaf === {opening:d}) return;"
        f"window.clausewiseLeaf = {opening:d};"
        "const leaf = document.querySelector('.st-key-leaf');"
        "leaf?.querySelector('[tabindex]')?.focus({preventScroll: true});"
        "leaf?.scrollIntoView({block: 'start'});"
        "const tree = document.querySelector('.cw-tree')?.closest('[data-testid=stElementContainer]');"
        "const here = tree?.querySelector('[aria-current]');"
        "if (here && getComputedStyle(tree).overflowY === 'auto') {"
        "  const off = here.getBoundingClientRect().top - tree.getBoundingClientRect().top;"
        "  if (off < 0 || off > tree.clientHeight - 40) tree.scrollTop += off - tree.clientHeight / 2;"
        "}"
    )


def bring_up_step(page: str, step: str, part: str = "") -> None:
    """Move what a step on `page` led to into sight: the container with the key `part`, or the top of the page.

    Once for each `step`, and not for the first, with which the page was opened; all names but `step` are ours.
    """
    number = zlib.crc32(step.encode())
    up = f"document.querySelector('.st-key-{part}')?.scrollIntoView({{block: 'nearest'}})"
    if not part:
        up = "document.querySelector('.stMain')?.scrollTo({top: 0})"
    _run(
        f"const steps = (window.clausewiseSteps ??= {{}}), was = steps.{page}; steps.{page} = {number:d};"
        f"if (was === undefined || was === {number:d}) return;"
        f"const up = () => {up};"
        f"up(); setTimeout(up, {SETTLED_MS});"
    )


def keep_address() -> None:
    """Keep the address of this page for `go_to_kept_address`, once a sign-in is begun that comes back to the base one.

    Only the browser has it, and only in this tab. Whoever was sent away and tries again finds the address kept before;
    whoever went to the base address themselves, and so came from nowhere, does not.
    """
    _run(
        "if (window.clausewiseDoor) return;"
        "window.clausewiseDoor = true;"
        "document.addEventListener('click', (event) => {"
        "  if (!event.target.closest('.st-key-door button')) return;"
        f"  const here = location.pathname + location.search, base = {_AT_BASE};"
        f"  if (!base) sessionStorage.setItem('{_KEPT}', here);"
        f"  else if (!document.referrer) sessionStorage.removeItem('{_KEPT}');"
        "}, {capture: true});"
    )


def go_to_kept_address() -> None:
    """Go from the base address to what `keep_address` kept, if anything; it is used once, or else forgotten."""
    _run(
        f"const kept = sessionStorage.getItem('{_KEPT}');"
        f"sessionStorage.removeItem('{_KEPT}');"
        f"if (!kept?.startsWith('/') || !{_AT_BASE}) return;"
        "const address = new URL(kept, location.origin);"
        "if (address.origin === location.origin) location.replace(address);"
    )


def _run(script: str) -> None:
    # A frame later everything around the script has been laid out; the braces keep its names to itself.
    st.html(f"<script>{{requestAnimationFrame(() => {{{script}}})}}</script>", unsafe_allow_javascript=True)
