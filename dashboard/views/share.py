"""Sharing what is on screen and taking it away: its link and QR code, the files made of it, and loading one back."""

from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from threading import Lock
from typing import Any, Literal
from urllib.parse import urlsplit

import segno
import streamlit as st

from dashboard.components import saver
from dashboard.session import address, view
from dashboard.session.downloads import SpentError, allowance, hold
from dashboard.session.fields import key, refusing, sent
from dashboard.session.training import training_session
from dashboard.text import said
from softmax_core.validation import InputError, as_typed

from .taking import File, Taking

MOST_SCANNED = 800
"""Characters of a link whose QR code can still be scanned from the back row."""

_making = Lock()
"""Held while a file is made. A long run's takes seconds: one at a time, however many ask, and a class's file once."""


def share(of: Taking) -> None:
    """A popover; only when open is anything made, and a file only when it is asked for.

    Args:
        of: what is done with values as the one on screen.
    """
    popover = st.popover("Share", icon=":material/share:", key="share", on_change="rerun")
    if not popover.open:
        return
    with popover:
        there, away = st.columns([2, 3])
        with there:
            _link(of)
        with away:
            _files(of)


def _files(of: Taking) -> None:
    """What can be taken away, and what can be brought back."""
    session = training_session()
    value, kept = session.value, (tuple(session.pins), session.view, session.kind.schema)
    lacks = of.lacks(value)
    seen = None if lacks else _lasting_link(), *(session.view[name] for name in of.replayed)
    alone, together = of.too_large([value]), of.too_large([value, *session.pins])
    st.markdown("**Take it with you**")
    with st.container(horizontal=True, gap="xsmall"):
        for file in of.files:
            if not (alone and file.has_samples):
                _download(of, file, lambda make=file.make: made(make, value, kept=not lacks))
        replay = File("Replay (HTML)", "html", "text/html", of.replay)
        _download(of, replay, lambda: made(of.replay, value, *seen, kept=not lacks))
        if not together:
            json = File(f"{of.what.capitalize()} (JSON)", "json", "application/json", of.save)
            _download(of, json, lambda: of.save(value, *kept))
    _pictures(of)
    st.caption(" ".join(filter(None, (f"The history is {of.columns}", together))))
    refused = session.messages.refused
    if "load" in refused:  # above the button, where the eye is; below it may be out of view
        st.error(said(refused["load"]), icon=":material/error:")
    widget = key("load")
    most = min(of.megabytes, st.get_option("server.maxUploadSize"))
    st.file_uploader(
        f"Load a {of.what} (JSON)", type="json", max_upload_size=most, key=widget, on_change=_load, args=(of, widget)
    )


def _pictures(of: Taking) -> None:
    """The pictures of the page as files, by controls that a keyboard reaches."""
    chosen = training_session().view["picture"]
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
    saver(pictures=of.pictures, saved_as=chosen)


def _load(of: Taking, widget: str) -> None:
    """A JSON was uploaded: show it, with the pins it brings. What is wrong with it is said beside the field."""
    file = sent(widget, None)
    if file is None:
        return
    with refusing("load"):
        name = as_typed(file.name)
        try:
            with allowance().spent():
                _bring(of, file.getvalue())
        except SpentError:
            raise InputError(name, "be loaded later, as this tab has had too many long files", "one more") from None
        except InputError as error:
            raise InputError(f"{name}: {error.parameter}", error.rule, error.received) from None


def _bring(of: Taking, data: bytes) -> None:
    """Show what a file holds; to train it, and what is pinned, may take as long as a long file."""
    state = training_session()
    value, beside, pins = of.load(data, state.kind.schema)
    state.messages.refused.clear()
    state.pins = {pin: state.kind.derive(pin, None) for pin in pins}
    view.bring(value, beside)
    state.versions["load"] += 1


def _download(of: Taking, file: File, make: Callable[[], str]) -> None:
    name, spending = f"{of.stem(training_session().value)}.{file.ending}", allowance()

    def held() -> str:
        with spending.spent():
            return hold(make(), file.mime, name)

    st.download_button(
        file.label, held, file_name=name, mime=file.mime, key=f"download_{file.ending}", on_click="ignore"
    )


def made(make: Callable[..., str], *what: Any, kept: bool = True) -> str:
    """A file; Streamlit calls this in a thread of its own, so that meanwhile it answers others.

    Args:
        make: its maker.
        what: it is made of.
        kept: whether others may ask for the same; what holds samples of a user's own must not outlive the tab.
    """
    with _making:
        return _kept(make, *what) if kept else make(*what)


@lru_cache(maxsize=4)
def _kept(make: Callable[..., str], *what: Any) -> str:
    return make(*what)


def _lasting_link() -> str | None:
    """The address of the value on screen, None where it leads nowhere on another machine."""
    link = address.full_link()
    return None if urlsplit(link).hostname in ("localhost", "127.0.0.1", "::1") else link


def _link(of: Taking) -> None:
    st.markdown(f"**This exact {of.what}**")
    st.code(address.full_link(), language=None, wrap_lines=True)
    code_of_link(of, width=230)


def code_of_link(of: Taking, width: int | Literal["stretch"]) -> None:
    """The link as a QR code, or why there is none; and what who opens it would lack."""
    link = address.full_link()
    if lacks := of.lacks(training_session().value):
        st.warning(lacks, icon=":material/warning:")
    if _lasting_link() is None:
        st.warning("This address is your own machine's: on any other it leads nowhere.", icon=":material/warning:")
    if len(link) > MOST_SCANNED:
        st.caption(
            f"The link has {len(link)} characters. A QR code of more than {MOST_SCANNED} is too fine to scan from the "
            f"back row; {of.shorter}."
        )
    else:
        st.image(qr_code(link), width=width, alt="QR code of the link")


def qr_code(link: str) -> bytes:
    """The QR code of a link as a PNG, dark on light in either theme, as scanners want it."""
    png = BytesIO()
    segno.make(link, error="m", micro=False).save(png, kind="png", scale=8)
    return png.getvalue()
