"""Other ink for what Streamlit draws too pale: keys, captions, what cannot be pressed or is chosen, primary buttons."""

import streamlit as st

from dashboard.components import theme

_GREY = "light-dark(#636A71, #9BA3AB)"  # 4.5 to 1 on each ground that text stands on
_STYLE = f"""<style>
button kbd {{ color: inherit !important; opacity: 1 !important; background: none !important; }}
button:disabled, button:disabled * {{ color: {_GREY} !important; }}
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] *,
[data-testid="stSlider"] :is(p, [data-testid="stSliderThumbValue"]) {{ color: {_GREY} !important; opacity: 1; }}
[data-testid="stTopNavLink"] * {{ color: inherit !important; opacity: 1 !important; }}
[data-testid="stBaseButton-primary"]:not(:disabled), [data-testid="stBaseButton-primary"]:not(:disabled) * {{
  color: light-dark(#FFFFFF, #14171B) !important;
}}
button[data-selected="true"] p {{ color: light-dark(#0072B2, #56B4E9); }}
code {{ color: light-dark(#0E6E51, #6FDDB4) !important; }}
</style>"""


def readable() -> None:
    """On every page, all text with a contrast of 4.5 to 1 at least."""
    st.html(_STYLE)
    theme()
