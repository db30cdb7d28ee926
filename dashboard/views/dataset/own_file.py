"""A file of the user's own: to give it, to choose its columns, and what was read of it."""

from html import escape

import streamlit as st

from dashboard.session import own
from dashboard.session.draft import Draft
from dashboard.session.fields import key, sent
from dashboard.session.study import study_session
from dashboard.text import plain, said, shown_name, shown_names
from softmax_core.own import Own

ENDINGS = ("csv", "txt", "tsv")
MOST_PASTED = 200_000
"""Letters; a browser's message may have a megabyte, and a letter takes up to four bytes."""

_MOST_OF_CELL = 14


def own_file() -> None:
    """All of it, where such a file is on screen or asked for."""
    session = study_session()
    if not (session.asks or isinstance(session.study.source, Own)):
        return
    with st.container(key="own", gap="xsmall"):
        _on_screen()
        if isinstance(session.study.source, Own):  # what follows from it has the room
            with st.expander("File and columns", icon=":material/table:", key="own_columns"):
                _file(session.draft)
        else:
            _file(session.draft)
        if own.NAME in session.messages.refused:
            st.error(said(session.messages.refused[own.NAME]), icon=":material/error:")


def _file(draft: Draft | None) -> None:
    """The file that was given last, or where to give one."""
    if draft is None:
        _give()
        return
    _columns(draft)
    _read(draft)
    with st.popover("Another file", icon=":material/upload_file:", key="another_file"):
        _give()


def _on_screen() -> None:
    """What is trained on now, and that its samples are not in the link."""
    source = study_session().study.source
    if isinstance(source, Own):
        name = plain(shown_name(source.name, 40))
        st.caption(
            f"**{name}**, {source.data.n_samples} samples. They are not in the link: what others can open is the JSON "
            "under Share."
        )
    else:
        st.caption(
            "The set on screen stays until you use a file. A file’s samples are not in the link, but in the JSON."
        )


def _give() -> None:
    st.file_uploader("CSV file", type=list(ENDINGS), key=key(own.NAME), on_change=_upload, args=(key(own.NAME),))
    st.text_area(
        "Or paste a table", key=key("own_text"), max_chars=MOST_PASTED, height=80, on_change=_paste,
        args=(key("own_text"),), placeholder="size,weight,kind\n3.1,0.2,a\n2.7,0.5,b",
    )  # fmt: skip
    # To press it ends the typing, and so tells the text.
    st.button("Read the table", key="read_table", icon=":material/table:", on_click=_paste, args=(key("own_text"),))


def _columns(draft: Draft) -> None:
    """Which column is the label, and which are the features."""
    st.caption(f"**{plain(shown_name(draft.name, 40))}**")
    columns = draft.file.columns
    names = dict(zip(columns, shown_names(columns), strict=True))
    st.selectbox(
        "Label column", columns, index=columns.index(draft.label), format_func=names.get, key=key("own_label"),
        on_change=_choose_label, args=(key("own_label"), draft.label),
    )  # fmt: skip
    if draft.reason:
        st.caption(f"Taken: {draft.reason}.")
    features = list(draft.features)
    st.multiselect(
        "Features", [column for column in columns if column != draft.label], features, format_func=names.get,
        key=key("own_features"), on_change=_choose_features, args=(key("own_features"), features),
    )  # fmt: skip


def _read(draft: Draft) -> None:
    """What came of it, its first rows, and the way to train on it."""
    if draft.problem:
        st.error(said(draft.problem), icon=":material/error:")
    else:
        st.caption("  \n".join(map(plain, draft.report.lines())))
    is_used = draft.own is not None and draft.own == study_session().study.source
    st.button(
        "In use" if is_used else "Use it", key="use_it", type="primary", icon=":material/check:",
        disabled=draft.own is None or is_used, on_click=own.use,
    )  # fmt: skip
    st.html(_preview(draft))


def _preview(draft: Draft) -> str:
    """The first rows as a table; the columns that are read stand out."""
    used = [draft.label, *draft.features]
    kinds = [" class='used'" if column in used else "" for column in draft.file.columns]

    def cells(tag: str, texts: tuple[str, ...] | list[str]) -> str:
        return "".join(
            f"<{tag}{kind} dir='auto'>{escape(shown_name(text, _MOST_OF_CELL)) if text.strip() else ''}</{tag}>"
            for kind, text in zip(kinds, texts, strict=True)
        )

    rows = "".join(f"<tr>{cells('td', row)}</tr>" for row in draft.first_rows)
    caption = escape(f"The first rows of {shown_name(draft.name, 40)}")
    return (
        f"<div class='preview' tabindex='0' role='region' aria-label='{caption}'><table>"
        f"<thead><tr>{cells('th', draft.file.columns)}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _upload(widget: str) -> None:
    file = sent(widget, None)
    if file is not None:
        own.give(file.name, file.getvalue())


def _paste(widget: str) -> None:
    text = sent(widget, "")
    if text:
        own.give("the pasted table", text.encode(errors="replace"))


def _choose_label(widget: str, drawn: str) -> None:
    column = sent(widget, drawn)
    draft = study_session().draft
    if draft and column in draft.file.columns:
        own.choose_label(column)


def _choose_features(widget: str, drawn: list[str]) -> None:
    columns = sent(widget, drawn)
    if columns is not None and study_session().draft:
        own.choose_features(columns)
