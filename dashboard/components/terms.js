// One note for the whole page, on what the pointer, the focus or the finger is at. It stays while the pointer is on it,
// and Escape takes it away.
const TERM = 'a[href^="#term-"]'
const CHOICE = '[role="radiogroup"] button'
const GAP = 6
const LEAVING = 200

let data = null
let note = null
let subject = null
let leaving = null

function meaningOf(element) {
  const address = element.matches(TERM) ? element.getAttribute("href") : data.labels[element.textContent.trim()]
  return data.meanings[address]
}

function place() {
  const at = subject.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = note
  const below = at.bottom + GAP
  const fits = below + height < innerHeight
  note.style.left = `${Math.max(GAP, Math.min(at.left, innerWidth - width - GAP))}px`
  note.style.top = `${fits ? below : Math.max(GAP, at.top - height - GAP)}px`
}

function show(element) {
  clearTimeout(leaving)
  const meaning = meaningOf(element)
  if (!meaning || element === subject) return
  hide()
  subject = element
  note.textContent = meaning
  note.showPopover()
  place()
  element.setAttribute("aria-describedby", note.id)
}

function hide() {
  clearTimeout(leaving)
  if (!subject) return
  subject.removeAttribute("aria-describedby")
  subject = null
  if (note.isConnected) note.hidePopover()
}

// The links above the words of a picture, the first of each. The focus stops only at one that stands nowhere else.
function linkWords(plot) {
  let words = plot.querySelector(":scope > .words")
  if (!words) {
    words = Object.assign(document.createElement("div"), { className: "words" })
    plot.append(words)
  }
  const around = plot.getBoundingClientRect()
  const scale = around.width / plot.offsetWidth
  const found = new Map()
  // All is measured before anything is laid, or the browser would lay out the page anew for each.
  for (const text of plot.querySelectorAll("svg text")) {
    const [word] = text.textContent.match(/^[^:,]*/)
    const address = data.drawn[word]
    if (address && !found.has(address)) found.set(address, { word, box: text.getBoundingClientRect() })
  }
  const others = [...document.querySelectorAll(TERM)].filter((link) => link.tabIndex === 0 && !words.contains(link))
  const elsewhere = new Set(others.map((link) => link.getAttribute("href")))
  const before = new Map([...words.children].map((link) => [link.getAttribute("href"), link]))
  for (const [address, { word, box }] of found) {
    const link = before.get(address) ?? words.appendChild(document.createElement("a"))
    link.href = address
    link.ariaLabel = word
    link.tabIndex = elsewhere.has(address) ? -1 : 0
    Object.assign(link.style, {
      left: `${(box.left - around.left) / scale}px`,
      top: `${(box.top - around.top) / scale}px`,
      width: `${box.width / scale}px`,
      height: `${box.height / scale}px`,
    })
  }
  for (const [address, link] of before) if (!found.has(address)) link.remove()
}

const termAt = ({ target }) => target.closest?.(`${TERM}, ${CHOICE}`)

function over(event) {
  if (event.pointerType === "touch") return
  if (note.contains(event.target)) clearTimeout(leaving)
  else if (termAt(event)) show(termAt(event))
}

function out({ target, pointerType }) {
  if (pointerType === "touch" || !subject || document.activeElement === subject) return
  if (!subject.contains(target) && !note.contains(target)) return
  clearTimeout(leaving)
  leaving = setTimeout(hide, LEAVING)
}

function press(event) {
  const term = termAt(event)
  if (!term) {
    if (!note.contains(event.target)) hide()
    return
  }
  if (term.matches(TERM)) event.preventDefault() // it leads nowhere else
  show(term)
}

function listen() {
  for (const plot of document.querySelectorAll(".chart")) linkWords(plot)
  document.addEventListener("drawn", ({ target }) => linkWords(target))
  document.addEventListener("pointerover", over)
  document.addEventListener("pointerout", out)
  document.addEventListener("click", press, true)
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.(`:is(${TERM}, ${CHOICE}):focus-visible`)) show(event.target)
    else hide()
  })
  document.addEventListener("focusout", hide)
  document.addEventListener("scroll", hide, true)
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !subject) return
      event.stopImmediatePropagation() // the dialog around it stays open
      hide()
    },
    true,
  )
}

export default function (component) {
  const first = !data
  data = component.data
  note = component.parentElement.querySelector(".meaning")
  if (first) listen()
}
