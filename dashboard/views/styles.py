"""The few rules of appearance that Streamlit's theme has no setting for, as <style> elements."""

# The status and the buttons stay on screen while the page scrolls. Hints and sentences have room for two lines, so that
# nothing moves when another takes their place. The heading of the page stands in the line that says what it is.
ARRANGEMENT = """<style>
:has(> .st-key-bar) {
  position: sticky; top: var(--header, 3.25rem); z-index: 90; padding-bottom: 0.25rem;
  background: light-dark(#FFFFFF, #14171B);
}
/* When one takes the place of the other, both are there for a frame. */
.st-key-transport:has(> .st-key-player) > .st-key-play { display: none; }
/* The note that a run has converged stands under the status, its button at the end of that line: both have room there
   always. */
.st-key-bar { position: relative; }
.st-key-line {
  min-height: 2.75rem; padding-right: 8rem;
  > :has(.status) { align-self: flex-start; min-height: 2.75rem; }
  > .st-key-round { align-self: flex-start; }
}
:has(> .st-key-converged) { position: absolute; inset: 0 0 auto; pointer-events: none; }
.st-key-converged {
  height: 2.75rem; justify-content: space-between; align-items: flex-end;
  * { pointer-events: auto; }
  p:not(button p) { font-size: 0.8rem; line-height: 1.1; white-space: nowrap; }
  button { padding-inline: 0.5rem; }
}
.st-key-watch { justify-content: center; }
.opening { line-height: 1.5; }
.opening :is(h1, p) { display: inline; margin: 0; padding: 0; font-size: 1rem; line-height: inherit; }
.opening h1 { font-weight: 600; }
@media (max-width: 640px) { .opening { line-height: 1.1; } .opening span { display: none; } }
.st-key-hint { min-height: 2.25rem; }
:is(.st-key-hint, .st-key-news) {
  p { font-size: 0.875rem; line-height: 1.25; margin: 0; }
  [data-testid="stMarkdownContainer"] { margin: 0; }
}
@media (pointer: coarse) { .st-key-hint { min-height: 2.75rem; } }
@media (pointer: fine) { :is(.st-key-hint, .st-key-news) button { min-height: 1.75rem; padding: 0 0.4rem; } }
</style>"""

# On less than a laptop the pictures come first, the numbers next and the fields last. The bar has the same rows
# whatever it says: keys are not named, and where an icon says enough it alone is seen. On a phone one picture stands
# below the bar, or beside it where that is wider than high; the next one looks in at the edge. The row of pictures may
# not scroll up and down, be it by a pixel: it would keep the page from scrolling under a finger.
PHONE = """<style>
@media (max-width: 1260px), (max-height: 500px), (pointer: coarse) { :root { --header: 3.75rem; } }
@media (max-width: 1260px), (max-height: 500px) {
  :is(.st-key-transport, .st-key-tools) kbd { display: none; }
  :is(.st-key-tools, .st-key-previous, .st-key-run_to_end, .st-key-undo, .st-key-redo, .st-key-reset) button {
    [data-testid="stMarkdownContainer"] { position: absolute; clip-path: inset(50%); }
    [aria-hidden]:has(> * > [data-testid="stIconMaterial"]) { display: none; }
  }
  :has(> .st-key-watch), .st-key-tools { flex: 1 1 100%; }
  .st-key-lab { flex-wrap: wrap; row-gap: 0.5rem; }
  :has(> .st-key-goes_in) { order: 2; width: 100%; flex: 1 1 100%; }
  :has(> .st-key-comes_out) { order: 1; flex: 1 1 100%; }
  .st-key-goes_in > :is(:has(> .st-key-numbers), :has(> .st-key-news)) { order: -1; }
  .st-key-goes_in > .st-key-layer { order: 1; }
}
@media (max-width: 640px), (max-width: 1260px) and (max-height: 900px), (max-height: 500px) {
  .st-key-pictures { display: flex; overflow: auto hidden; scroll-snap-type: x mandatory; }
  .st-key-pictures > * { flex: 0 0 92%; scroll-snap-align: start; }
}
@media (min-width: 800px) and (max-width: 1260px) and (min-height: 501px) and (max-height: 900px) {
  .st-key-pictures > * { flex-basis: 46%; }
}
/* Of many inputs or classes even a tablet has not room for four pictures and the numbers. */
@media (min-width: 641px) and (max-width: 1260px) and (min-height: 901px) and (max-height: 1300px) {
  .st-key-lab:is(:has(.st-key-numbers tr:nth-child(6)), :has(.layer [aria-label="x4"])) .st-key-pictures {
    display: flex; overflow: auto hidden; scroll-snap-type: x mandatory;
    > * { flex: 0 0 46%; scroll-snap-align: start; }
  }
}
@media (max-width: 640px), (max-height: 500px) {
  .st-key-line { flex-wrap: wrap; row-gap: 0; padding-right: 0; }
  .st-key-line > * { flex: 1 0 100%; }
  .st-key-transport { flex-wrap: wrap; gap: 0.25rem; }
  .st-key-transport > * { flex: 1 1 2.75rem; min-width: 0; }
  .st-key-transport > .st-key-step { flex-basis: 4rem; }
  .st-key-transport > :is(.st-key-play, .st-key-player) { flex-basis: 5rem; }
  .st-key-transport > [class*="st-key-speed"] { flex-basis: 5.75rem; }
  :is(.st-key-transport, .st-key-tools) :is(button[data-testid], .player) { width: 100%; padding-inline: 0.25rem; }
  .status { font-size: 1rem; }
  .st-key-numbers table { line-height: 1.2; }
  .st-key-watch p { font-size: 0.875rem; line-height: 1.35; }
  :has(> * > .st-key-bar), [data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] { gap: 0.5rem; }
}
@media (max-width: 640px) {
  .st-key-tools { width: 100%; gap: 0.25rem; }
  .st-key-tools > * { flex: 0 0 2.75rem; }
  .st-key-tools > [class*="st-key-preset"] { flex: 1 1 0; min-width: 0; }
}
@media (max-height: 500px) and (min-width: 641px) {
  :has(> * > .st-key-bar) { display: grid; grid-template: 12rem auto auto / minmax(0, 1fr) minmax(0, 1fr); }
  :has(> * > .st-key-bar) > * { grid-column: 1 / -1; }
  :has(> .st-key-bar) { grid-area: 1 / 1 / 3 / 2; align-self: start; }
  :is(.st-key-lab, :has(> .st-key-lab)) { display: contents; }
  :has(> .st-key-goes_in) { grid-area: 2 / 1; }
  :has(> .st-key-comes_out) {
    grid-area: 1 / 2 / 3 / 3; align-self: start; position: sticky; top: var(--header, 3.25rem);
  }
}
</style>"""

# The data set: two fields beside each other, and what is said small enough to stand beneath them.
DATA_SET = """<style>
.st-key-set_row { flex-wrap: nowrap; }
.preview {
  overflow-x: auto; font-size: 0.8rem;
  table { border-collapse: collapse; }
  :is(th, td) {
    padding: 0.1rem 0.4rem; border: 1px solid light-dark(#D0D7DE, #3D444D); text-align: start; white-space: nowrap;
    font-weight: 400; color: light-dark(#6B7280, #9BA3AB);
  }
  .used { color: inherit; }
  th.used { font-weight: 600; }
}
:is(.st-key-goes_in, .st-key-pictures) [data-testid="stCaptionContainer"] p { line-height: 1.25; }
/* What is said of a panel has room for three lines, so that nothing moves when another is opened. */
.st-key-how_good [data-testid="stCaptionContainer"] { min-height: 3.3rem; }
@media (max-width: 640px) {
  .st-key-how_good [data-testid="stCaptionContainer"] { min-height: 5.5rem; }
  .st-key-sample_rows { gap: 0; }
}
/* A link to the lab beside each row of the table, whose name the eye has in the row. */
.st-key-listed { flex-wrap: wrap; row-gap: 0.25rem; }
.st-key-sample_rows { max-width: 52rem; }
.st-key-openers {
  --row: 2.25rem; padding-top: 2.75rem;
  &::before {
    content: "Lab"; height: var(--row); display: flex; align-items: center; justify-content: center;
    font-size: 0.8rem; color: light-dark(#636A71, #9BA3AB);
  }
  > [data-testid] { margin: 0; }
  [data-testid="stPageLink-NavLink"] {
    height: var(--row); width: 2.75rem; min-height: 0; padding: 0; margin: 0; justify-content: center;
  }
  [data-testid="stMarkdownContainer"] { position: absolute; clip-path: inset(50%); }
}
@media (pointer: coarse) { .st-key-openers { --row: 2.875rem; } }
.st-key-held_sliders .dragger span { flex: 0 0 52%; overflow-wrap: anywhere; }
:is(.st-key-notes, .st-key-own) [data-testid="stAlertContainer"] { padding: 0.5rem 0.75rem; }
:is(.st-key-notes, .st-key-own, .st-key-looked_at) p:not(a p, button p, label p) {
  font-size: 0.875rem; line-height: 1.3;
}
@media (max-width: 640px) {
  .st-key-delete_point [data-testid="stMarkdownContainer"] { position: absolute; clip-path: inset(50%); }
  .st-key-brush_row [data-testid="stButtonGroup"] button { padding-inline: 0.5rem; }
}
@media (max-width: 1260px), (max-height: 500px) {
  .st-key-goes_in > :is(:has(> .st-key-notes), :has(> .st-key-looked_at)) { order: -1; }
}
</style>"""

# Pushes of samples beside each other, each a grid of signed numbers on a fill of its own.
PUSHES = """<style>
.pushes { display: flex; flex-wrap: wrap; gap: 0.5rem 1.25rem; align-items: flex-start; overflow-x: auto; }
.pushes table { border-spacing: 2px; font-size: 0.75rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
.pushes caption { text-align: left; font-weight: 600; padding-bottom: 0.15rem; }
.pushes th {
  font-weight: inherit; text-align: left; vertical-align: bottom; white-space: nowrap; padding-right: 0.3rem;
}
.pushes th[scope="col"] { text-align: right; padding-right: 0.35rem; }
.pushes td { color: #111111; text-align: right; padding: 0.15rem 0.35rem; min-width: 3.1rem; }
.pushes i { display: inline-block; width: 0.5rem; height: 0.5rem; margin-right: 0.25rem; }
@media (max-width: 640px) {
  .pushes table { font-size: 0.68rem; }
  .pushes td { min-width: 2.2rem; padding: 0.15rem 0.2rem; }
}
.pushes .more { align-self: center; margin: 0; font-size: 0.875rem; }
</style>"""

# The phases of a round. Streamlit's own badges are too pale to be read from afar.
CHIPS = """<style>
.chips :is(strong, span) { padding: 0.1em 0.55em; border-radius: 1em; white-space: nowrap; }
.chips strong { color: light-dark(#FFFFFF, #14171B); background: light-dark(#0072B2, #2F8FCB); }
.chips span { border: 1px solid light-dark(#6B7280, #9BA3AB); }
</style>"""
