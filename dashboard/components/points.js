const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

const PARTS = ["x1", "x2"]

class Table {
  constructor(root, Edits) {
    this.edits = new Edits(() => this.draw())
    this.rows = new Map()
    this.list = make("div", { className: "rows" })
    this.fresh = this.row("new point", () => this.add())
    this.fresh.button.textContent = "Add"
    this.fresh.button.onclick = () => this.add()
    const heads = ["", ...PARTS, "class", ""].map((text) => make("span", { className: "head" }, text))
    this.refused = make("p", { className: "refused", role: "alert" })
    root.replaceChildren(make("div", { className: "row" }, ...heads), this.list, this.fresh.root, this.refused)
  }

  show(data, send) {
    this.data = data
    this.edits.show(data, send)
    this.draw()
  }

  // The fields of a point; `commit` is called with the part that was typed or chosen.
  row(name, commit) {
    const fields = PARTS.map((part) => {
      const input = make("input", { type: "text", inputMode: "decimal", autocomplete: "off", spellcheck: false })
      input.onkeydown = (event) => {
        if (event.key === "Enter") commit(part)
        if (event.key === "Escape") input.value = input.dataset.drawn ?? ""
      }
      if (name !== "new point") input.onchange = () => commit(part)
      return input
    })
    const select = make("select")
    if (name !== "new point") select.onchange = () => commit("class")
    const button = make("button", { type: "button" })
    const number = make("span", { className: "number" })
    return {
      root: make("div", { className: "row" }, number, ...fields, select, button),
      number,
      fields,
      select,
      button,
    }
  }

  // The points with what was done since the server told them.
  edited() {
    const points = new Map(this.data.rows.map((row) => [row.name, { ...row, texts: [...row.texts] }]))
    for (const { act, point, part, text, ...edit } of this.edits.unanswered) {
      if (act === "add")
        points.set(point, { texts: PARTS.map((name) => edit[name]), values: ["", ""], label: edit.class })
      const row = points.get(point)
      if (act === "remove") points.delete(point)
      if (act === "type" && row && part === "class") row.label = Number(text)
      if (act === "type" && row && part !== "class") row.texts[PARTS.indexOf(part)] = text
    }
    return points
  }

  draw() {
    const points = this.edited()
    for (const [name, { root }] of this.rows) {
      if (points.has(name)) continue
      root.remove()
      this.rows.delete(name)
    }
    let place = 0
    for (const [name, point] of points) {
      place += 1
      if (!this.rows.has(name)) this.rows.set(name, this.newRow(name))
      const row = this.rows.get(name)
      if (this.list.children[place - 1] !== row.root) this.list.insertBefore(row.root, this.list.children[place - 1])
      this.fill(row, point, `point ${place}`)
      row.number.textContent = place
      row.button.ariaLabel = `Delete point ${place}`
    }
    const { fields, select, button } = this.fresh
    this.offer(select, this.fresh.chosen ?? this.data.chosen, "new point")
    select.onchange = () => {
      this.fresh.chosen = Number(select.value)
    }
    const refused = this.data.refused ?? ""
    if (this.refused.textContent !== refused) this.refused.textContent = refused
    const isFull = points.size >= this.data.most
    for (const [k, input] of fields.entries()) input.ariaLabel = `${PARTS[k]} of the new point`
    for (const part of [...fields, select, button]) part.disabled = isFull
  }

  newRow(name) {
    const row = this.row(name, (part) => this.commit(name, part))
    row.button.textContent = "×"
    row.button.onclick = () => {
      const next = (row.root.nextSibling ?? row.root.previousSibling)?.querySelector("button") ?? this.fresh.button
      this.edits.add({ act: "remove", point: name })
      next.focus()
    }
    return row
  }

  // A text that is being typed is the hand's until it is committed.
  fill({ fields, select }, { texts, values, label }, title) {
    for (const [k, input] of fields.entries()) {
      const isBusy = document.activeElement === input && input.value !== input.dataset.drawn
      input.dataset.drawn = texts[k]
      if (!isBusy && input.value !== texts[k]) input.value = texts[k]
      input.title = values[k]
      input.ariaLabel = `${PARTS[k]} of ${title}`
    }
    this.offer(select, label, title)
  }

  offer(select, chosen, title) {
    const { classes } = this.data
    const labels = classes.map(({ label }) => label)
    if (labels.join() !== [...select.options].map(({ text }) => text).join()) {
      select.replaceChildren(...labels.map((text, k) => make("option", { value: k + 1, text })))
    }
    select.value = Math.min(chosen, classes.length)
    select.ariaLabel = `Class of ${title}`
    select.style.borderLeftColor = classes[select.value - 1].color
  }

  commit(name, part) {
    const { fields, select } = this.rows.get(name)
    const input = fields[PARTS.indexOf(part)]
    const text = (input ?? select).value
    if (input?.dataset.drawn === text) return
    if (input) input.dataset.drawn = text
    this.edits.add({ act: "type", point: name, part, text })
  }

  add() {
    const { fields, select } = this.fresh
    const empty = fields.find(({ value }) => !value.trim())
    if (!empty) {
      const [x1, x2] = fields.map(({ value }) => value)
      for (const input of fields) input.value = ""
      this.edits.add({ act: "add", point: this.edits.newName(), x1, x2, class: Number(select.value) })
    }
    const next = empty ?? fields[0]
    next.focus()
  }
}

const tables = new WeakMap()

export default async function ({ data, parentElement, setTriggerValue }) {
  const { Edits } = await import(new URL(data.script, document.baseURI))
  let table = tables.get(parentElement)
  if (!table) {
    table = new Table(parentElement.querySelector(".points"), Edits)
    tables.set(parentElement, table)
  }
  table.show(data, (edits) => setTriggerValue("edited", edits))
  return () => {
    if (parentElement.isConnected || !tables.delete(parentElement)) return
    clearTimeout(table.edits.timer)
  }
}
