// Milliseconds after which what was not answered is told again, and how often.
const AGAIN = 2000
const MOST_TRIES = 5
// Pixels from the middle of a point at which a press is on it, and by which one may slip and be no drag.
const REACH = { mouse: 9, pen: 14, touch: 24 }
const SLIP = { mouse: 3, pen: 5, touch: 8 }
// Pixels, of a point that the server has not drawn yet.
const SIZE = 9

let lastId = 0

// What was done to points and the server has not answered yet. It is shown as if it had, and told until it is.
export class Edits {
  constructor(changed) {
    this.changed = changed
    this.unanswered = []
  }

  show({ answered, source }, send) {
    this.send = send
    lastId = Math.max(lastId, answered)
    // What a process that is gone did not answer, no other will; nor is it for the points of another link.
    const isOther = source !== this.source
    this.source = source
    this.unanswered = isOther ? [] : this.unanswered.filter(({ id }) => id > answered)
  }

  add(edit) {
    lastId += 1
    this.unanswered.push({ id: lastId, source: this.source, ...edit })
    this.tell()
    this.changed()
  }

  tell(tries = MOST_TRIES) {
    clearTimeout(this.timer)
    if (!this.unanswered.length) return
    if (tries === 0) {
      this.unanswered = []
      this.changed()
      return
    }
    this.send([...this.unanswered])
    this.timer = setTimeout(() => this.tell(tries - 1), AGAIN)
  }

  newName() {
    return `n${lastId + 1}`
  }
}

function copy(trace) {
  const { marker } = trace
  const lists = ["x", "y", "customdata", "hovertext"].filter((name) => trace[name])
  const sized = Array.isArray(marker.size) ? { ...marker, size: [...marker.size], color: [...marker.color] } : marker
  return { ...trace, marker: sized, ...Object.fromEntries(lists.map((name) => [name, [...trace[name]]])) }
}

function push({ x, y, customdata, hovertext, marker }, { x1, x2 }) {
  customdata.push(null)
  hovertext.push("")
  marker.size.push(SIZE)
  marker.color.push(marker.line.color)
  y.push(x2)
  return x.push(x1) - 1
}

// A hand in a chart: a press beside all points sets one, a point can be dragged, and the one looked at taken away.
export class Hand {
  constructor(plot, redraw) {
    this.plot = plot
    this.redraw = redraw
    this.edits = new Edits(redraw)
    this.held = null
    this.places = new Map()
    this.gone = new AbortController()
    const on = (name, act, options) => plot.addEventListener(name, act, { signal: this.gone.signal, ...options })
    // A finger on a point moves that and not the page; of what is held, Plotly sees no press.
    on("touchstart", (event) => this.held && event.preventDefault(), { capture: true, passive: false })
    on("mousedown", (event) => this.held && event.stopPropagation(), { capture: true })
    on("pointermove", (event) => this.move(event))
    on("pointerup", (event) => this.release(event))
    on("pointercancel", () => this.drop())
    on("keydown", (event) => this.type(event))
    plot.tabIndex = 0
    plot.classList.add("by-hand")
  }

  show(data, send) {
    this.data = data
    this.edits.show(data, send)
  }

  leave() {
    this.gone.abort()
    clearTimeout(this.edits.timer)
    this.plot.removeAttribute("tabindex")
    this.plot.classList.remove("by-hand", "over", "holds")
  }

  // The figure with what was done since it was made. Notes where each point is in it: in the trace of its class first,
  // then in those that ring it.
  apply(figure) {
    const edits = this.held?.act ? [...this.edits.unanswered, this.held] : this.edits.unanswered
    const isOurs = ({ customdata, meta }) => customdata ?? meta
    const data = edits.length ? figure.data.map((trace) => (isOurs(trace) ? copy(trace) : trace)) : figure.data
    const classes = data.filter(({ customdata }) => customdata)
    const rings = data.filter(({ customdata, meta }) => meta && !customdata)
    this.places = new Map()
    const note = (name, trace, i) => {
      this.places.set(name, [...(this.places.get(name) ?? []), { trace, index: data.indexOf(trace), i }])
    }
    for (const trace of [...classes, ...rings]) {
      for (const [i, row] of isOurs(trace).entries()) note(this.data.names[row], trace, i)
    }
    for (const edit of edits) {
      const trace = edit.act === "add" && classes[edit.class - 1]
      if (trace) note(edit.point, trace, push(trace, edit))
      if (!["move", "remove"].includes(edit.act)) continue
      for (const place of this.places.get(edit.point) ?? []) {
        place.trace.x[place.i] = edit.x1 ?? null
        place.trace.y[place.i] = edit.x2 ?? null
      }
    }
    return { ...figure, data }
  }

  frame() {
    const { xaxis, yaxis } = this.plot._fullLayout
    const box = this.plot.querySelector(".nsewdrag").getBoundingClientRect()
    return { xaxis, yaxis, box, scale: box.width / xaxis._length }
  }

  // The name of the point that a press is on, null where it is on none; the nearest of several.
  nearest({ clientX, clientY, pointerType }) {
    const { xaxis, yaxis, box, scale } = this.frame()
    let [least, found] = [REACH[pointerType] ?? REACH.mouse, null]
    for (const [name, [{ trace, i }]] of this.places) {
      if (trace.x[i] === null) continue
      const [left, top] = [box.left + xaxis.l2p(trace.x[i]) * scale, box.top + yaxis.l2p(trace.y[i]) * scale]
      const distance = Math.hypot(clientX - left, clientY - top)
      if (distance <= least) [least, found] = [distance, name]
    }
    return found
  }

  // Where in the plane a place of the screen is, within reach and with no more decimals than a pixel tells.
  at({ clientX, clientY }) {
    const { xaxis, yaxis, box, scale } = this.frame()
    const { reach, decimals } = this.data
    const round = (value) => {
      const within = Math.min(Math.max(value, -reach), reach)
      return Number(`${Math.round(within * 10 ** decimals)}e${-decimals}`)
    }
    return { x1: round(xaxis.p2l((clientX - box.left) / scale)), x2: round(yaxis.p2l((clientY - box.top) / scale)) }
  }

  // Whether a press takes hold of a point.
  press(event) {
    if (!event.isPrimary || event.button || !this.plot._fullLayout || this.plot._fullLayout.dragmode) return false
    const point = this.nearest(event)
    if (point === null) return false
    const { xaxis, yaxis, box, scale } = this.frame()
    const [{ trace, i }] = this.places.get(point)
    this.held = {
      point,
      from: event,
      home: { x1: trace.x[i], x2: trace.y[i] },
      off: [
        box.left + xaxis.l2p(trace.x[i]) * scale - event.clientX,
        box.top + yaxis.l2p(trace.y[i]) * scale - event.clientY,
      ],
    }
    this.plot.setPointerCapture(event.pointerId)
    this.plot.focus({ preventScroll: true })
    return true
  }

  move(event) {
    const { held, plot } = this
    if (!held) {
      const isFree = event.pointerType === "mouse" && !event.buttons && plot._fullLayout && !plot._fullLayout.dragmode
      plot.classList.toggle("over", Boolean(isFree && event.target.closest(".draglayer") && this.nearest(event)))
      return
    }
    const { from, off } = held
    const { clientX, clientY, pointerId, pointerType } = event
    if (pointerId !== from.pointerId) return
    if (!held.act && Math.hypot(clientX - from.clientX, clientY - from.clientY) <= SLIP[pointerType]) return
    if (!held.act) globalThis.Plotly.Fx.unhover(plot)
    Object.assign(held, { act: "move", ...this.at({ clientX: clientX + off[0], clientY: clientY + off[1] }) })
    plot.classList.add("holds")
    this.carry()
  }

  // All marks of the point that is held go where it is; only when it is let go is the picture drawn.
  carry() {
    const { point, x1, x2 } = this.held
    const { xaxis, yaxis } = this.plot._fullLayout
    const places = this.places.get(point) ?? []
    for (const mark of this.plot.querySelectorAll(".scatterlayer .point")) {
      const { index } = mark.closest(".trace").__data__[0].trace
      if (!places.some((place) => place.index === index && place.i === mark.__data__.i)) continue
      mark.setAttribute("transform", `translate(${xaxis.l2p(x1)},${yaxis.l2p(x2)})`)
    }
  }

  release({ pointerId }) {
    const { held } = this
    if (!held || pointerId !== held.from.pointerId) return
    const { act, point, x1, x2 } = held
    this.held = null
    this.plot.classList.remove("holds")
    this.edits.add(act ? { act, point, x1, x2 } : { act: "select", point })
  }

  drop() {
    if (!this.held) return
    if (this.held.act) {
      Object.assign(this.held, this.held.home)
      this.carry()
    }
    this.held = null
    this.plot.classList.remove("holds")
    this.redraw()
  }

  // A click beside all points sets one, of the class that is chosen on screen, be it that the server is yet to know.
  click(press) {
    const { left, top, right, bottom } = this.frame().box
    const { clientX, clientY } = press
    if (clientX < left || clientX > right || clientY < top || clientY > bottom) return
    const point = this.nearest(press)
    if (point !== null) {
      this.edits.add({ act: "select", point })
      return
    }
    const buttons = [...document.querySelectorAll(this.data.chooser)]
    const chosen = buttons.findIndex((button) => button.hasAttribute("data-selected")) + 1
    this.edits.add({ act: "add", point: this.edits.newName(), ...this.at(press), class: chosen || this.data.chosen })
  }

  type(event) {
    if (event.key === "Escape") this.drop()
    if (!["Delete", "Backspace"].includes(event.key)) return
    event.preventDefault()
    const { unanswered } = this.edits
    const point = unanswered.findLast(({ act }) => act === "select")?.point ?? this.data.looked_at
    const isGone = unanswered.some((edit) => edit.act === "remove" && edit.point === point)
    if (point !== null && !isGone) this.edits.add({ act: "remove", point })
  }
}
