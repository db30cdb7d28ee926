"""Sharing a run and taking it away: its link and QR code, the files made from it, and loading one back."""

from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from threading import Lock
from typing import Any, Literal
from urllib.parse import urlsplit

import segno
import streamlit as st

from dashboard import export
from dashboard.components import saver
from dashboard.session import address, run_session, view
from dashboard.session.downloads import hold
from dashboard.session.fields import key, refusing, sent
from dashboard.text import said
from softmax_core.run import Run, replay
from softmax_core.transcript import transcript
from softmax_core.validation import InputError, as_typed

MOST_SCANNED = 800
"""Characters of a link whose QR code can still be scanned from the back row."""

FILES: dict[str, tuple[str, str, Callable[[Run], str]]] = {
    "History (CSV)": ("csv", "text/csv", export.history_csv),
    "Script (Python)": ("py", "text/x-python", export.python_script),
    "Transcript": ("txt", "text/plain", lambda run: transcript(replay(run))),
}
"""What can be made of a run alone: the ending of the file, its type and its maker."""


PICTURES = {
    "network": "Network",
    "bars": "Prediction",
    "loss": "Loss",
    "weights": "Weights",
    "gradients": "Gradients",
    "probabilities": "ŷ by round",
    "trajectories": "w by round",
    "error_curve": "Error by step",
}
"""What can be saved where it is on the page, by the key of its picture."""

_making = Lock()
"""Held while a file is made. A long run's takes seconds: one at a time, however many ask, and a class's file once."""


def share() -> None:
    """A popover; only when open is anything made, and a file only when it is asked for."""
    popover = st.popover("Share", icon=":material/share:", key="share", on_change="rerun")
    if not popover.open:
        return
    with popover:
        there, away = st.columns([2, 3])
        with there:
            _link()
        with away:
            _files()


def _files() -> None:
    """What can be taken away, and a run brought back."""
    session = run_session()
    run, kept = session.run, (tuple(session.pins), session.view, session.kind.schema)
    link, log = _lasting_link(), session.view["scale"] == "log"
    st.markdown("**Take it with you**")
    with st.container(horizontal=True, gap="xsmall"):
        for label, (ending, mime, make) in FILES.items():
            _download(run, label, ending, mime, lambda make=make: made(make, run))
        _download(run, "Replay (HTML)", "html", "text/html", lambda: made(_replay, run, log, link))
        _download(run, "Run (JSON)", "json", "application/json", lambda: export.run_json(run, *kept))
    _pictures()
    st.caption(f"The history is {export.COLUMNS}")
    if "load" in session.messages.refused:  # above the button, where the eye is; below it may be out of view
        st.error(said(session.messages.refused["load"]), icon=":material/error:")
    st.file_uploader(
        "Load a run (JSON)", type="json", max_upload_size=1, key=key("load"), on_change=_load, args=(key("load"),)
    )


def _pictures() -> None:
    """The pictures of the page as files, by controls that a keyboard reaches."""
    chosen = run_session().view["picture"]
    st.radio(
        "Pictures",
        view.choices("picture"),
        index=view.choices("picture").index(chosen),
        format_func=str.upper,
        horizontal=True,
        key=key("picture"),
        on_change=view.choose,
        args=("picture", key("picture"), chosen),
    )
    saver(pictures=PICTURES, saved_as=chosen)


def _load(widget: str) -> None:
    """A run's JSON was uploaded: show it, with the pins it brings. What is wrong with it is said beside the field."""
    file = sent(widget, None)
    if file is None:
        return
    with refusing("load"):
        try:
            link, pins = export.read_json(file.getvalue(), run_session().kind.schema)
        except InputError as error:
            raise InputError(f"{as_typed(file.name)}: {error.parameter}", error.rule, error.received) from None
        state = run_session()
        state.messages.refused.clear()
        state.pins = {pin: replay(pin) for pin in pins}
        view.bring(link.run, link.view)
        state.versions["load"] += 1


def _download(run: Run, label: str, ending: str, mime: str, make: Callable[[], str]) -> None:
    name, allowance = f"{export.file_stem(run)}.{ending}", run_session().files

    def held() -> str:
        with allowance.spent():
            return hold(make(), mime, name)

    st.download_button(label, held, file_name=name, mime=mime, key=f"download_{ending}", on_click="ignore")


def made(make: Callable[..., str], *what: Any) -> str:
    """A file; Streamlit calls this in a thread of its own, so that meanwhile it answers others."""
    with _making:
        return _kept(make, *what)


@lru_cache(maxsize=4)
def _kept(make: Callable[..., str], *what: Any) -> str:
    return make(*what)


def _replay(run: Run, log: bool, address: str | None) -> str:
    return export.replay_html(run, log=log, address=address)


def _lasting_link() -> str | None:
    """The address of the run, None where it leads nowhere on another machine."""
    link = address.full_link()
    return None if urlsplit(link).hostname in ("localhost", "127.0.0.1", "::1") else link


def _link() -> None:
    st.markdown("**This exact run**")
    st.code(address.full_link(), language=None, wrap_lines=True)
    code_of_link(width=230)


def code_of_link(width: int | Literal["stretch"]) -> None:
    """The link as a QR code, or why there is none."""
    link = address.full_link()
    if _lasting_link() is None:
        st.warning("This address is your own machine's: on any other it leads nowhere.", icon=":material/warning:")
    if len(link) > MOST_SCANNED:
        st.caption(
            f"The link has {len(link)} characters. A QR code of more than {MOST_SCANNED} is too fine to scan from the "
            "back row; start a new run from a later round, or share the link itself."
        )
    else:
        st.image(qr_code(link), width=width, alt="QR code of the link")


def qr_code(link: str) -> bytes:
    """The QR code of a link as a PNG, dark on light in either theme, as scanners want it."""
    png = BytesIO()
    segno.make(link, error="m", micro=False).save(png, kind="png", scale=8)
    return png.getvalue()
