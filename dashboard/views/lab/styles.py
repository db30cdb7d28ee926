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

# The phases of a round. Streamlit's own badges are too pale to be read from afar.
CHIPS = """<style>
.chips :is(strong, span) { padding: 0.1em 0.55em; border-radius: 1em; white-space: nowrap; }
.chips strong { color: light-dark(#FFFFFF, #14171B); background: light-dark(#0072B2, #2F8FCB); }
.chips span { border: 1px solid light-dark(#6B7280, #9BA3AB); }
</style>"""
