const layers = new WeakMap()
const PATIENCE = 5000

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

// A long number is written smaller: a digit hidden by the edge, or an exponent, would make it another one.
const fit = (input) => input.style.setProperty("--length", input.value.length)

// What was selected, all of it or the place of the cursor, is so in the new text too: a hand may be about to type.
function replace(input, text) {
  const { selectionStart, selectionEnd, value } = input
  const isWhole = selectionStart === 0 && selectionEnd === value.length
  input.value = text
  fit(input)
  if (document.activeElement !== input) return
  if (isWhole) input.select()
  else input.setSelectionRange(selectionStart, selectionEnd)
}

let lastId = 0

// Texts that were typed and that the server has not answered yet. A field shows the value of the run in all other cases.
class Typed {
  constructor() {
    this.unanswered = []
    this.since = new Map()
  }

  add(name, text, round) {
    lastId += 1
    this.since.set(lastId, performance.now())
    this.unanswered.push({ id: lastId, name, text, round })
    return this.unanswered
  }

  answer(answered) {
    lastId = Math.max(lastId, answered)
    const givenUp = performance.now() - PATIENCE
    this.unanswered = this.unanswered.filter(({ id }) => id > answered && this.since.get(id) > givenUp)
  }

  of(name) {
    return this.unanswered.findLast((edit) => edit.name === name)?.text
  }
}

class Layer {
  constructor(root) {
    this.root = root
    this.sign = this.makeSign()
    root.addEventListener("focusin", ({ target }) => this.offerSign(target))
    root.addEventListener("focusout", () => this.offerSign(null))
    this.typed = new Typed()
    this.fields = new Map()
    this.shape = null
  }

  show(data, send) {
    this.data = data
    this.send = send
    this.typed.answer(data.answered)
    const shape = JSON.stringify([data.rows.map((row) => row.map(({ name }) => name)), data.classes.length])
    if (shape !== this.shape) this.build()
    this.shape = shape
    for (const field of [...data.rows.flat(), data.rate]) this.fill(field)
    this.fillClasses()
    this.fillRefused()
  }

  build() {
    const { rows, classes, rate } = this.data
    this.fields.clear()
    this.classes = make("div", { className: "classes", role: "radiogroup" })
    this.label = this.term("y", "")
    this.rate = this.field(rate)
    const options = make(
      "datalist",
      { id: "learning-rates" },
      ...rate.options.map((value) => make("option", { value })),
    )
    this.rate.setAttribute("list", options.id)
    const heads = ["input", ...classes.map(({ label }) => label)].map((text, place) => {
      const color = classes[place - 1]?.color
      return make("span", { className: "head" }, ...(color ? [make("i", { style: `background: ${color}` })] : []), text)
    })
    const cells = rows.flatMap((row) => [
      ...(row.length > classes.length ? [] : [make("span", { className: "one" }, "1")]),
      ...row.map((field) => make("label", {}, make("span", {}, this.named(field.name)), this.field(field))),
      make("div", { className: "refused" }),
    ])
    const matrix = make("div", { className: "matrix", style: `--classes: ${classes.length}` }, ...heads, ...cells)
    matrix.onkeydown = (event) => this.walk(event)
    const below = make(
      "div",
      { className: "below" },
      make("div", {}, make("span", { className: "name" }, this.label), this.classes),
      make("label", {}, make("span", { className: "name" }, this.term("lr", "Learning rate η")), this.rate, options),
    )
    this.root.replaceChildren(matrix, below, make("div", { className: "refused" }), this.sign)
  }

  // Changes the sign of the field that is typed into, which keeps the focus.
  makeSign() {
    const button = make("button", { type: "button", className: "sign", ariaLabel: "Change the sign" }, "±")
    button.onmousedown = (event) => event.preventDefault()
    button.onclick = () => {
      const { value } = document.activeElement
      replace(document.activeElement, /^[-−]/.test(value) ? value.slice(1) : `-${value}`)
    }
    return button
  }

  // Above the field that has the focus, where its number may be negative.
  offerSign(input) {
    const isSigned = input?.tagName === "INPUT" && input !== this.rate
    this.sign.classList.toggle("on", isSigned)
    if (!isSigned) return
    const [field, all] = [input, this.root].map((element) => element.getBoundingClientRect())
    this.sign.style.translate = `${field.left - all.left}px calc(${field.top - all.top}px - 100% - 0.25rem)`
  }

  // The first of a kind says what that is.
  named(name) {
    return /^[xb]1$|^w11$/.test(name) ? this.term(name[0], name) : name
  }

  term(key, text) {
    return make("a", { href: this.data.terms[key] }, text)
  }

  field({ name, label }) {
    const input = make("input", {
      type: "text",
      inputMode: "decimal",
      ariaLabel: label ?? name,
      autocomplete: "off",
      spellcheck: false,
    })
    input.oninput = () => fit(input)
    input.onchange = () => this.commit(name, input.value)
    input.onkeydown = (event) => {
      if (event.key === "Enter") this.commit(name, input.value)
      if (event.key === "Escape") replace(input, this.fields.get(name).drawn)
    }
    this.fields.set(name, { input, drawn: "" })
    return input
  }

  commit(name, text) {
    if (text === this.fields.get(name).drawn) return
    this.fields.get(name).drawn = text
    this.send(this.typed.add(name, text, this.data.round))
  }

  // Goes with its page: what is still in the hand is committed, and all that was not answered is left to the tab.
  leave() {
    for (const [name, { input, drawn }] of this.fields) {
      if (input.value !== drawn) this.typed.add(name, input.value, this.data.round)
    }
    if (!this.typed.unanswered.length) return
    const detail = { source: this.data.source, typed: this.typed.unanswered }
    document.dispatchEvent(new CustomEvent("left", { detail }))
  }

  // A text that is being typed is the hand's until it is committed.
  fill({ name, text, value, disabled }) {
    const field = this.fields.get(name)
    const shown = this.typed.of(name) ?? text
    const busy = document.activeElement === field.input && field.input.value !== field.drawn
    field.drawn = shown
    if (!busy && field.input.value !== shown) replace(field.input, shown)
    field.input.title = value
    field.input.disabled = disabled ?? false
    field.input.ariaInvalid = String(name in this.data.refused)
  }

  fillClasses() {
    const { classes } = this.data
    const chosen = Number(this.typed.of("y") ?? this.data.chosen)
    const y = `y = [${classes.map((_, k) => Number(k + 1 === chosen)).join(", ")}]`
    this.classes.ariaLabel = `True class, ${y}`
    this.label.textContent = this.classes.ariaLabel
    this.classes.title = this.data.help
    if (this.classes.childElementCount !== classes.length) {
      this.classes.replaceChildren(
        ...classes.map((_, k) => make("button", { type: "button", role: "radio" }, `${k + 1}`)),
      )
      this.classes.onclick = ({ target }) => this.choose(target.textContent)
      this.classes.onkeydown = (event) => this.turn(event)
    }
    for (const [k, button] of [...this.classes.children].entries()) {
      button.ariaChecked = String(k + 1 === chosen)
      button.tabIndex = k + 1 === chosen ? 0 : -1
    }
  }

  choose(text) {
    if (!/^\d+$/.test(text) || text === (this.typed.of("y") ?? String(this.data.chosen))) return
    this.send(this.typed.add("y", text, this.data.round))
    this.fillClasses()
  }

  turn(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    event.stopPropagation()
    const buttons = [...this.classes.children]
    const next = buttons[(buttons.indexOf(event.target) + step + buttons.length) % buttons.length]
    next.focus()
    this.choose(next.textContent)
  }

  // The arrow keys lead from cell to cell; left and right only where all of a text is selected, as Tab leaves it.
  walk(event) {
    const { target, key } = event
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || target.tagName !== "INPUT") return
    const { rows } = this.data
    const inputs = rows.map((row) => row.map(({ name }) => this.fields.get(name).input))
    const i = inputs.findIndex((row) => row.includes(target))
    const fromRight = inputs[i].length - inputs[i].indexOf(target)
    const { selectionStart, selectionEnd, value } = target
    const isWhole = selectionStart === 0 && selectionEnd === value.length
    const next = {
      ArrowUp: () => inputs[i - 1]?.at(-fromRight),
      ArrowDown: () => inputs[i + 1]?.at(-Math.min(fromRight, inputs[i + 1].length)),
      ArrowLeft: () => isWhole && inputs[i].at(-fromRight - 1),
      ArrowRight: () => isWhole && fromRight > 1 && inputs[i].at(1 - fromRight),
    }[key]?.()
    if (!next || next === target) return
    event.preventDefault()
    next.focus()
    next.select()
  }

  // Each reason stands under the row whose text it refuses.
  fillRefused() {
    const { rows, rate, refused } = this.data
    const names = [...rows.map((row) => row.map(({ name }) => name)), [rate.name, "y"]]
    for (const [place, box] of [...this.root.querySelectorAll(".refused")].entries()) {
      const reasons = names[place].flatMap((name) => refused[name] ?? [])
      if (box.textContent === reasons.join("")) continue
      box.replaceChildren(...reasons.map((reason) => make("p", { role: "alert" }, reason)))
    }
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  let layer = layers.get(parentElement)
  if (!layer) {
    layer = new Layer(parentElement.querySelector(".layer"))
    layers.set(parentElement, layer)
  }
  // What a process that is gone did not answer, no other will; nor is it for the run of another link.
  if (layer.data?.source !== data.source) layer.typed = new Typed()
  layer.show(data, (edits) => setTriggerValue("typed", edits))
  return () => {
    if (parentElement.isConnected || !layers.delete(parentElement)) return
    layer.leave()
  }
}
