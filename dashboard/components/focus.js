const FOCUSABLE = "button, a[href], input, select, textarea, [tabindex='0'], [role=slider]"
const KEYED = '[class*="st-key-"]'
// What is drawn above the page, and goes when it is closed.
const ABOVE = '[role="dialog"], [role="listbox"], [data-testid="stPopoverBody"]'
// Milliseconds after which what has not come back will not.
const PATIENCE = 1000

let successors = {}
let last = null
let waiting = null

const canHave = (element) => element.isConnected && !element.disabled && element.checkVisibility()
const focusables = (root) => [...root.querySelectorAll(FOCUSABLE)]

// A button that was just disabled keeps the focus until the browser draws it.
function isLost() {
  const { activeElement, body } = document
  return !activeElement || activeElement === body || activeElement.disabled
}

// The key of a widget without the version that code may raise.
function nameOf(keyed) {
  const name = [...(keyed?.classList ?? [])].find((token) => token.startsWith("st-key-"))
  return name?.slice("st-key-".length).replace(/-[0-9a-f]{8}-\d+$/, "")
}

// Of several of a kind, as `remove_1_w12` and `remove_3_b1`, one stands for the other.
const kindOf = (name) => name?.replace(/_\d.*$/, "")
const labelOf = (element) => element.ariaLabel ?? element.textContent

function remember({ target }) {
  clearTimeout(waiting)
  waiting = null
  if (!target.matches?.(FOCUSABLE)) return
  const keyed = target.closest(KEYED)
  const opener = target.closest(ABOVE) ? (last?.opener ?? last) : null
  const main = target.closest("[data-testid=stMain]")
  const all = main ? focusables(main) : []
  const place = all.indexOf(target)
  last = {
    element: target,
    name: nameOf(keyed),
    label: labelOf(target),
    place: keyed ? focusables(keyed).indexOf(target) : -1,
    opener,
    next: all.slice(place + 1),
    previous: all.slice(0, Math.max(0, place)).reverse(),
  }
}

// The part of a widget that had the focus, or would have it.
function within(name, { label, place }) {
  for (const keyed of document.querySelectorAll(`[class*="st-key-${name}"]`)) {
    if (nameOf(keyed) !== name) continue
    const all = focusables(keyed).filter(canHave)
    const found = all.find((element) => labelOf(element) === label) ?? all[place] ?? all[0]
    if (found) return found
  }
  return null
}

function again(lost) {
  if (canHave(lost.element)) return lost.element
  const names = [lost.name, ...(successors[lost.name] ?? [])].filter(Boolean)
  for (const name of names) {
    const found = within(name, lost)
    if (found) return found
  }
  const others = kindOf(lost.name) === lost.name ? [] : document.querySelectorAll(KEYED)
  const alike = [...others].map(nameOf).find((name) => kindOf(name) === kindOf(lost.name))
  return alike ? within(alike, lost) : null
}

const beside = ({ next, previous }) => next.find(canHave) ?? previous.find(canHave)

function give(element) {
  clearTimeout(waiting)
  waiting = null
  element?.focus({ preventScroll: true })
}

// Called at every change of the page.
function look() {
  if (!last || !isLost()) return
  const lost = last.element.closest("body") || !last.opener ? last : last.opener
  if (lost === last && canHave(last.element)) return
  const found = lost.element.disabled && lost.element.isConnected ? beside(lost) : again(lost)
  if (found) give(found)
  else waiting ??= setTimeout(() => isLost() && give(beside(lost) ?? heading()), PATIENCE)
}

// Where nothing is left of what was there: the beginning of the page.
function heading() {
  const title = document.querySelector("h1")
  title?.setAttribute("tabindex", "-1")
  return title
}

// Who presses beside all controls wants none of them.
function leave() {
  setTimeout(() => {
    if (isLost() && last && canHave(last.element)) last = null
  })
}

export default function ({ data }) {
  const first = !Object.keys(successors).length
  successors = data.successors
  if (!first) return
  document.addEventListener("focusin", remember)
  document.addEventListener("focusout", leave)
  const options = { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] }
  new MutationObserver(look).observe(document.body, options)
}
