"""The few rules of appearance that Streamlit's theme has no setting for, as <style> elements."""

# The status and the buttons stay on screen while the page scrolls. On a phone, where Streamlit stacks by source
# order, the pictures come before the fields. The sentence of a preset has room for two lines, so that nothing moves
# when a preset is left.
ARRANGEMENT = """<style>
:has(> .st-key-bar) {
  position: sticky; top: 3.25rem; z-index: 90; padding-bottom: 0.25rem; background: light-dark(#FFFFFF, #14171B);
}
.st-key-watch { min-height: 3.25rem; justify-content: center; }
@media (max-width: 640px) { :has(> .st-key-goes_in) { order: 2; } :has(> .st-key-comes_out) { order: 1; } }
</style>"""

# At 1920 pixels the smallest text, three quarters of a rem, is 20 pixels high.
PROJECTOR = """<style>
:root { font-size: max(16px, 1.4vw); }
[data-testid="stHeader"] { display: none; }
[data-testid="stMainBlockContainer"] { padding: 0.5rem 1.5rem; }
.katex-display { margin: 0.2em 0; }
</style>"""
