// Sizes in rem: of formulas as KaTeX takes them, and of the words around them, the largest first.
const LARGEST = 1.6
const SMALLEST = 0.3
const HALVINGS = 7
const WORDS = [1.05, 0.95, 0.85, 0.75]
// What formulas yield to the words.
const YIELDED = 0.96
const FIELD = "input, textarea, select, [contenteditable=true]"

const stages = new WeakMap()

// Whether something in a box is cut off: it is higher than the box, or a formula ends beyond its edge.
function isCut(box) {
  if (box.scrollHeight > box.clientHeight || box.scrollWidth > box.clientWidth) return true
  return [...box.querySelectorAll(".katex-display")].some((formula) => {
    const { right } = (formula.closest("[data-testid=stColumn]") ?? box).getBoundingClientRect()
    return [...formula.querySelectorAll(".base")].some((base) => base.getBoundingClientRect().right > right + 1)
  })
}

// Formulas as large as they fit, to about a hundredth, and then words as large as they fit beside them.
function fit(box) {
  const isCutAt = (words, formulas) => {
    box.style.setProperty("--words", words)
    box.style.setProperty("--fit", formulas)
    return isCut(box)
  }
  let [low, high] = [SMALLEST, LARGEST]
  if (!isCutAt(WORDS.at(-1), high)) low = high
  for (let halving = 0; low < high && halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2
    if (isCutAt(WORDS.at(-1), middle)) high = middle
    else low = middle
  }
  const formulas = low * YIELDED
  isCutAt(WORDS.find((words) => !isCutAt(words, formulas)) ?? WORDS.at(-1), formulas)
}

class Stage {
  constructor() {
    this.box = null
    this.keys = {}
    this.sizes = new ResizeObserver(() => this.fit())
    this.changes = new MutationObserver(() => this.fit())
    this.onKey = (event) => this.press(event)
    document.addEventListener("keydown", this.onKey, true)
    // What this component is beside may be drawn after it.
    this.page = new MutationObserver(() => this.find())
    this.page.observe(document.querySelector("[data-testid=stMain]"), { childList: true, subtree: true })
    this.find()
  }

  find() {
    const box = document.querySelector(".st-key-stage_words, .st-key-stage_pair")
    if (box === this.box) return
    this.sizes.disconnect()
    this.changes.disconnect()
    this.box = box
    if (!box) return
    this.sizes.observe(box)
    this.changes.observe(box, { childList: true, subtree: true, characterData: true })
    this.fit()
  }

  fit() {
    // Where the page scrolls there is nothing to fit into.
    if (this.box?.isConnected && getComputedStyle(this.box).overflowY === "hidden") fit(this.box)
  }

  press(event) {
    // In the lab, or behind an open dialog, it is another's key.
    if (!this.box?.isConnected || document.querySelector("[data-testid=stDialog]")) return
    const name = this.keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!name || event.ctrlKey || event.metaKey || event.altKey || event.composedPath()[0].closest?.(FIELD)) return
    const button = document.querySelector(`.st-key-${name} button:not(:disabled)`)
    if (!button && event.key === "Escape") return
    event.preventDefault()
    event.stopImmediatePropagation()
    button?.click()
  }

  leave() {
    document.removeEventListener("keydown", this.onKey, true)
    for (const observer of [this.sizes, this.changes, this.page]) observer.disconnect()
  }
}

export default function ({ data, parentElement }) {
  if (!stages.has(parentElement)) stages.set(parentElement, new Stage())
  const stage = stages.get(parentElement)
  stage.keys = data.keys
  return () => {
    if (parentElement.isConnected) return
    stage.leave()
    stages.delete(parentElement)
  }
}
