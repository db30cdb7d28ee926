const draggers = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  const input = parentElement.querySelector("input")
  let dragger = draggers.get(parentElement)
  if (!dragger) {
    dragger = { dragging: false, waiting: false, next: null }
    draggers.set(parentElement, dragger)
  }
  const read = () => Number(Number(input.value).toPrecision(6))
  const show = (value) => {
    parentElement.querySelector("span").textContent = data.label && `${data.label} = ${Number(value.toPrecision(6))}`
  }
  const send = () => {
    if (dragger.waiting || dragger.next === null) return
    dragger.waiting = true
    setTriggerValue("dragged", dragger.next)
    dragger.next = null
  }
  dragger.waiting = false
  input.ariaLabel = data.name
  input.disabled = data.disabled
  if (!dragger.dragging) {
    input.step = data.step
    input.min = data.lowest
    input.max = data.highest
    input.value = data.value
    show(data.value)
  } else {
    send()
  }
  input.oninput = () => {
    dragger.dragging = true
    dragger.next = read()
    show(dragger.next)
    setTimeout(send) // after a key, which moves and lets go at once
  }
  input.onchange = () => {
    dragger.dragging = false
    dragger.next = null
    setTriggerValue("released", read())
  }
}
