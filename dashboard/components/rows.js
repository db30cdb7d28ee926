const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

function build(root, { heads }) {
  const turn = (by, text, name) => make("button", { type: "button", value: by, textContent: text, ariaLabel: name })
  const head = make("tr", {}, ...heads.map((textContent) => make("th", { scope: "col", textContent })))
  root.replaceChildren(
    make("div", { className: "turn" }, turn(-1, "‹", "Rows before"), make("span"), turn(1, "›", "Rows after")),
    make("table", {}, make("thead", {}, head), make("tbody")),
  )
  root.dataset.heads = heads.join("\n")
}

// The rows stay and only what they say changes, so that a button keeps the focus.
function fill(line, { id, name, cells, marked }) {
  line.dataset.id = id
  line.classList.toggle("marked", marked)
  const [button] = line.cells[0].children
  button.textContent = name
  button.ariaPressed = marked
  cells.forEach(({ text, value, color }, place) => {
    const cell = line.cells[place + 1]
    cell.textContent = text
    cell.title = value ?? text
    cell.style.setProperty("--mark", color ?? "")
    cell.classList.toggle("of-class", Boolean(color))
  })
}

function line({ cells }) {
  const head = make("th", { scope: "row" }, make("button", { type: "button", className: "press" }))
  return make("tr", {}, head, ...cells.map(() => make("td")))
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".rows")
  const { label, heads, rows, page, pages, place } = data
  if (root.dataset.heads !== heads.join("\n")) build(root, data)
  const [before, says, after] = root.querySelector(".turn").children
  says.textContent = place
  before.disabled = page <= 1
  after.disabled = page >= pages
  const [body] = root.querySelector("table").tBodies
  root.querySelector("table").ariaLabel = label
  while (body.rows.length > rows.length) body.lastChild.remove()
  while (body.rows.length < rows.length) body.append(line(rows[body.rows.length]))
  rows.forEach((row, number) => {
    fill(body.rows[number], row)
  })
  root.onclick = ({ target }) => {
    const by = target.closest(".turn button")
    const pressed = target.closest("tr[data-id]")
    if (by) setTriggerValue("turned", page + Number(by.value))
    else if (pressed) setTriggerValue("pressed", Number(pressed.dataset.id))
  }
}
