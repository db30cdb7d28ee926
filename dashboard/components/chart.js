const charts = new WeakMap()
const GLIDE = { duration: 150, easing: "cubic-in-out", ordering: "layout first" }
const GROW = { duration: 500, easing: "cubic-in-out", ordering: "layout first" }
const NO_GLIDE = { duration: 0 }
// Milliseconds for which a glide may take longer than it should.
const LATEST = 300
// So many times larger or smaller is too far to glide.
const LEAP = 1e20
// Pixels. In less room a picture is drawn so wide and shown smaller, as its words would run into each other; one that
// fills its room has larger words.
const LEAST = 340
const LEAST_FILLED = 23 // rem
// Beside which a scale of colours has room even there.
const MOST_COLUMNS = 4
// What stands above and below a picture on a phone that lies: the header, the tabs of its panel.
const AROUND = 120
// By which a hand may slip between press and click, and sets a point.
const SLIP = 8
// Milliseconds that Plotly may still draw a picture for which is gone: it asks it for what a purge would have taken.
const UNDER_WAY = 1000
const low = matchMedia("(max-height: 500px)")
const still = matchMedia("(prefers-reduced-motion: reduce)")

const CONFIG = {
  displaylogo: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d", "sendChartToCloud"],
}

let loading = null
let handScript = null

function load(url) {
  loading ??= globalThis.Plotly
    ? Promise.resolve()
    : new Promise((resolve, reject) => {
        const script = Object.assign(document.createElement("script"), { src: url, onload: resolve, onerror: reject })
        document.head.append(script)
      })
  return loading
}

// Until a picture that goes first is on screen, the others wait.
let painted = null

function drawFirst(chart) {
  draw(chart)
  painted ??= new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))).then(() => {
    painted = null
  })
}

// Where as many points are in the same lines, each can move to its new place.
const alike = (old, now) =>
  old.length === now.length &&
  now.every((trace, place) => trace.type === old[place].type && trace.x?.length === old[place].x?.length)

// The largest number of a picture, without its sign.
const reach = (data) => data.flatMap(({ y }) => y ?? []).reduce((most, y) => Math.max(most, Math.abs(y) || 0), 0)

// From numbers as 1 to such as 1e48 there is no glide: what it passes is too far away for a browser to draw.
function leaps(old, now) {
  const [less, more] = [reach(old), reach(now)].sort((a, b) => a - b)
  return more > LEAP * (less || 1)
}

// The buttons of a picture are called by it too: those of the next one do the same to another.
function nameButtons({ plot, drawn }) {
  for (const button of plot.querySelectorAll(".modebar-btn")) {
    button.ariaLabel = `${button.dataset.title}: ${drawn.saved.filename}`
  }
}

// Of two points that are set fast, Plotly would make the wish for other axes.
const configOf = ({ saved, hand }) => ({
  ...CONFIG,
  toImageButtonOptions: { ...saved, scale: 2 },
  ...(hand && { doubleClick: false }),
})

// Whoever has something to say of its words learns where they stand.
function finish(chart) {
  if (!chart.wanted) return
  nameButtons(chart)
  chart.plot.dispatchEvent(new CustomEvent("drawn", { bubbles: true }))
}

// With a transition, even one that takes no time, Plotly draws twice; without one it does not stop one under way.
function react(chart, { data, layout }, glide) {
  const now = performance.now()
  const transition = glide ?? (now < chart.glidesUntil ? NO_GLIDE : undefined)
  if (glide) chart.glidesUntil = now + glide.duration + LATEST
  const drawn = globalThis.Plotly.react(
    chart.plot,
    data,
    transition ? { ...layout, transition } : layout,
    configOf(chart.drawn),
  )
  drawn.then(() => finish(chart))
}

// `byHand`: what is drawn stands already where a hand put it.
function draw(chart, byHand = false) {
  const { plot, drawn: before, wanted } = chart
  if (!wanted || (before === wanted && !byHand)) return
  const { start, glide, saved } = wanted
  const figure = chart.hand?.apply(wanted.figure) ?? wanted.figure
  const text = JSON.stringify([figure, saved])
  if (text === chart.text) return
  chart.text = text
  for (const trace of figure.data) if (trace.hovertemplate?.includes("%{customdata}")) trace.customdata ??= trace.y
  const old = chart.figure?.data
  const isAlike = old && alike(old, figure.data)
  const moves = glide && !byHand && !still.matches && !(old && leaps(old, figure.data))
  Object.assign(chart, { drawn: wanted, figure })
  const isTurned = before && chart.isNarrow !== isNarrow(chart)
  chart.isNarrow = isNarrow(chart)
  const laid = { ...figure, data: figure.data.map((trace) => lay(trace, chart.isNarrow)) }
  if (isTurned) {
    // Anew, as a scale of colours that is laid elsewhere would leave its numbers behind.
    globalThis.Plotly.newPlot(plot, laid.data, laid.layout, configOf(wanted)).then(() => finish(chart))
    return
  }
  if (!moves || isAlike || !start) {
    react(chart, laid, moves && isAlike ? (start ? GROW : GLIDE) : undefined)
    return
  }
  // Anew, as a change of axes would go on moving while it grows.
  globalThis.Plotly.newPlot(plot, start.data, start.layout, configOf(wanted)).then(() => finish(chart))
  const grow = () => chart.drawn === wanted && chart.wanted && react(chart, figure, GROW)
  requestAnimationFrame(() => requestAnimationFrame(grow))
}

// As wide as there is room; smaller where that is narrower than LEAST, or the screen too low for all of it.
function stand({ plot, room, wanted }) {
  const { height } = wanted.figure.layout
  const scale = Math.min(room / LEAST, low.matches ? (innerHeight - AROUND) / height : 1)
  const isSmall = 0 < scale && scale < 1
  const width = room / scale
  Object.assign(plot.style, {
    height: `${height}px`,
    width: isSmall ? `${width}px` : "",
    transform: isSmall ? `scale(${scale})` : "",
    // What is below follows what is seen.
    margin: isSmall ? `0 ${room - width}px ${(scale - 1) * height}px 0` : "",
  })
}

const isNarrow = ({ rem, room }) => !rem && room < LEAST

// The scale of colours lies above many columns that are narrow.
function lay(trace, isAbove) {
  if (!isAbove || !trace.colorbar || !(trace.x?.length > MOST_COLUMNS)) return trace
  const place = { orientation: "h", x: 0.5, xanchor: "center", y: 1, yanchor: "bottom", thickness: 6 }
  return { ...trace, colorbar: { ...trace.colorbar, ...place } }
}

// All of the positioned element around, drawn larger or smaller as the page's text is.
function fill(chart) {
  const { plot, rem } = chart
  const { clientWidth, clientHeight } = plot.offsetParent ?? {}
  if (!clientWidth) return
  const { fontSize } = getComputedStyle(document.documentElement)
  const scale = Math.min(Number.parseFloat(fontSize) / rem, clientWidth / (LEAST_FILLED * rem))
  Object.assign(plot.style, {
    width: `${clientWidth / scale}px`,
    height: `${clientHeight / scale}px`,
    transform: `scale(${scale})`,
  })
}

// Plotly takes each touch for the begin of a drag: it sees no end of one that became scrolling, and of a tap it makes a
// click that has no place. Without it the page scrolls under the finger, and of a tap the browser makes a mouse's click.
function leaveScrolling(event) {
  if (!event.currentTarget._fullLayout?.dragmode) event.stopPropagation()
}

// Where in the picture a press fell, in the units of its axes, and what the point beneath it is called.
function clicked(plot, { clientX, clientY }) {
  const { xaxis, yaxis } = plot._fullLayout
  const { left, top, width } = plot.querySelector(".nsewdrag").getBoundingClientRect()
  const scale = width / xaxis._length
  const at = (axis, place) => (axis.type === "category" ? Math.round(axis.p2l(place)) : axis.p2d(place))
  const point = plot._hoverdata?.[0]?.customdata ?? null
  return { x: at(xaxis, (clientX - left) / scale), y: at(yaxis, (clientY - top) / scale), point }
}

// What points are set by hand with is loaded where they are.
function lend(chart, { hand }, setTriggerValue) {
  if (!hand) {
    chart.hand?.leave()
    chart.hand = null
    return
  }
  const show = ({ Hand }) => {
    chart.hand ??= new Hand(chart.plot, () => draw(chart, true))
    chart.hand.show(hand, (edits) => setTriggerValue("edited", edits))
  }
  if (handScript) {
    show(handScript)
    return
  }
  import(new URL(hand.script, document.baseURI)).then((script) => {
    handScript = script
    if (chart.wanted?.hand !== hand) return
    show(script)
    if (chart.drawn) draw(chart, true)
  })
}

export default function ({ data, parentElement, setTriggerValue }) {
  let chart = charts.get(parentElement)
  if (!chart) {
    const plot = parentElement.querySelector(".chart")
    chart = { plot, drawn: null, text: null, wanted: null, glidesUntil: 0, width: 0, height: 0, rem: data.rem }
    chart.room = plot.parentElement.clientWidth
    plot.addEventListener("touchstart", leaveScrolling, { capture: true, passive: true })
    chart.sizes = new ResizeObserver(() => {
      if (!chart.wanted) return
      chart.room = plot.parentElement.clientWidth
      if (chart.rem) fill(chart)
      else stand(chart)
      const { offsetWidth: width, offsetHeight: height } = plot
      const isOther = Math.abs(width - chart.width) > 1 || (chart.rem && Math.abs(height - chart.height) > 1)
      // A picture that is taken away, or hidden, has none. Small changes add up until it is drawn anew.
      if (width === 0 || (chart.drawn && !isOther)) return
      if (chart.drawn && isNarrow(chart) !== chart.isNarrow) {
        Object.assign(chart, { text: null, drawn: { ...chart.drawn } })
        draw(chart)
      }
      if (chart.drawn) globalThis.Plotly.Plots.resize(plot).then(() => finish(chart))
      Object.assign(chart, { width, height })
    })
    if (chart.rem) plot.classList.add("fill")
    chart.sizes.observe(plot)
    const around = chart.rem ? plot.offsetParent : plot.parentElement
    if (around) chart.sizes.observe(around)
    charts.set(parentElement, chart)
  }
  const { plot } = chart
  const { alt, clickable, url } = data
  plot.setAttribute("aria-label", alt)
  chart.wanted = data
  lend(chart, data, setTriggerValue)
  if (chart.rem) fill(chart)
  else stand(chart)
  // A press may be followed by two clicks: Plotly's and the browser's.
  plot.onpointerdown = (event) => {
    const isIn = event.target.closest(".draglayer")
    chart.press = isIn && !chart.hand?.press(event) ? event : null
  }
  plot.onclick = ({ clientX, clientY }) => {
    const { press } = chart
    chart.press = null
    if (!clickable || !press) return
    if (!chart.hand) setTriggerValue("clicked", clicked(plot, press))
    else if (Math.hypot(clientX - press.clientX, clientY - press.clientY) <= SLIP) chart.hand.click(press)
  }
  if (!globalThis.Plotly) load(url).then(() => draw(chart))
  else if (data.first) drawFirst(chart)
  else setTimeout(() => (painted ? painted.then(() => draw(chart)) : draw(chart)))
  // Also called where newer data overtook these; then the picture stays.
  return () => {
    if (plot.isConnected) return
    chart.wanted = null
    chart.hand?.leave()
    chart.hand = null
    chart.sizes.disconnect()
    if (!plot._fullLayout) return // also called for a picture that is gone
    globalThis.Plotly.Fx.unhover(plot) // or what the mouse did a moment ago would be looked for in what is gone
    setTimeout(() => {
      globalThis.Plotly.purge(plot)
      plot._context = { locale: "en", locales: {} } // one that is just being saved says so in its language
    }, UNDER_WAY)
  }
}
