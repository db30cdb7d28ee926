"""On a screen that is touched: all controls as large as a finger, 44 pixels each way."""

import streamlit as st

_SIZE = "2.75rem"
_STYLE = f"""<style>
@media (pointer: coarse) {{
  /* A second tap is a second press, not the wish to see the page larger. */
  button, label, input, a {{ touch-action: manipulation; }}
  button[data-testid], .player, [data-testid="stCheckbox"] label, [data-testid="stRadio"] label,
  :is([data-testid="stSelectbox"], [data-testid="stTextInput"]) [role="group"], [data-testid="stTextInput"] input,
  [data-testid="stButtonGroup"] button, [data-testid="stTopNavLink"], [data-testid="stPageLink-NavLink"], .dragger {{
    min-height: {_SIZE}; min-width: {_SIZE};
  }}
  /* The thumb of a slider, the mark of a help and the cross of a dialog look as they do, and are hit beside. */
  [data-testid="stSlider"] div:has(> div > input), [data-testid="stTooltipIcon"] button {{ position: relative; }}
  :is(
    [data-testid="stSlider"] div:has(> div > input), [data-testid="stTooltipIcon"] button[aria-label],
    [data-testid="stDialog"] button[aria-label="Close"]
  )::after {{
    content: ""; position: absolute; inset: -1rem;
  }}
}}
</style>"""


def large_enough() -> None:
    """On every page."""
    st.html(_STYLE)
