const draggers = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  const input = parentElement.querySelector("input")
  const text = parentElement.querySelector("span")
  let dragger = draggers.get(parentElement)
  if (!dragger) {
    dragger = { dragging: false, waiting: false, next: null }
    draggers.set(parentElement, dragger)
  }
  const show = (value) => {
    text.textContent = `${data.label} = ${Number(value.toPrecision(6))}`
  }
  const send = (value) => {
    dragger.waiting = true
    dragger.next = null
    setTriggerValue("dragged", value)
  }
  dragger.waiting = false
  input.setAttribute("aria-label", `Value of ${data.name}`)
  if (!dragger.dragging) {
    input.min = data.lowest
    input.max = data.highest
    input.value = data.value
    show(data.value)
  } else if (dragger.next !== null) {
    send(dragger.next)
  }
  input.oninput = () => {
    dragger.dragging = true
    const value = Number(Number(input.value).toPrecision(6))
    show(value)
    if (dragger.waiting) dragger.next = value
    else send(value)
  }
  input.onchange = () => {
    dragger.dragging = false
    dragger.next = null
    setTriggerValue("released", Number(Number(input.value).toPrecision(6)))
  }
}
