const charts = new WeakMap()
const GLIDE = { duration: 150, easing: "cubic-in-out", ordering: "layout first" }
const GROW = { duration: 500, easing: "cubic-in-out", ordering: "layout first" }
const NO_GLIDE = { duration: 0 }
// Milliseconds for which a glide may take longer than it should.
const LATEST = 300
const still = matchMedia("(prefers-reduced-motion: reduce)")

let loading = null

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

// With a transition, even one that takes no time, Plotly draws twice; without one it does not stop one under way.
function react(chart, { data, layout }, glide) {
  const now = performance.now()
  const transition = glide ?? (now < chart.glidesUntil ? NO_GLIDE : undefined)
  if (glide) chart.glidesUntil = now + glide.duration + LATEST
  globalThis.Plotly.react(chart.plot, data, transition ? { ...layout, transition } : layout, chart.drawn.config)
}

function draw(chart) {
  const { plot, drawn: before, wanted } = chart
  if (!wanted || before === wanted) return
  const { figure, start, glide, config } = wanted
  const text = JSON.stringify([figure, config])
  if (text === chart.text) return
  chart.text = text
  for (const trace of figure.data) if (trace.hovertemplate?.includes("%{customdata}")) trace.customdata ??= trace.y
  const isAlike = before && alike(before.figure.data, figure.data)
  const moves = glide && !still.matches
  chart.drawn = wanted
  if (!moves || isAlike || !start) {
    react(chart, figure, moves && isAlike ? (start ? GROW : GLIDE) : undefined)
    return
  }
  // Anew, as a change of axes would go on moving while it grows.
  globalThis.Plotly.newPlot(plot, start.data, start.layout, config)
  const grow = () => chart.drawn === wanted && chart.wanted && react(chart, figure, GROW)
  requestAnimationFrame(() => requestAnimationFrame(grow))
}

// All of the positioned element around, drawn larger or smaller as the page's text is.
function fill(chart) {
  const { plot, rem } = chart
  const { clientWidth, clientHeight } = plot.offsetParent ?? {}
  if (!clientWidth) return
  const scale = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / rem
  Object.assign(plot.style, {
    width: `${clientWidth / scale}px`,
    height: `${clientHeight / scale}px`,
    transform: `scale(${scale})`,
  })
}

// Where in the picture a click fell, in the units of its axes, and what the point beneath it is called.
function clicked(plot, { clientX, clientY }) {
  const { xaxis, yaxis } = plot._fullLayout
  const { left, top } = plot.querySelector(".nsewdrag").getBoundingClientRect()
  const at = (axis, place) => (axis.type === "category" ? Math.round(axis.p2l(place)) : axis.p2d(place))
  const point = plot._hoverdata?.[0]?.customdata ?? null
  return { x: at(xaxis, clientX - left), y: at(yaxis, clientY - top), point }
}

export default function ({ data, parentElement, setTriggerValue }) {
  let chart = charts.get(parentElement)
  if (!chart) {
    const plot = parentElement.querySelector(".chart")
    chart = { plot, drawn: null, text: null, wanted: null, glidesUntil: 0, width: 0, height: 0, rem: data.rem }
    chart.sizes = new ResizeObserver(() => {
      if (chart.rem) fill(chart)
      const { offsetWidth: width, offsetHeight: height } = plot
      const isOther = Math.abs(width - chart.width) > 1 || (chart.rem && Math.abs(height - chart.height) > 1)
      // A picture that is taken away, or hidden, has none. Small changes add up until it is drawn anew.
      if (width === 0 || (chart.drawn && !isOther)) return
      if (chart.drawn) globalThis.Plotly.Plots.resize(plot)
      Object.assign(chart, { width, height })
    })
    if (chart.rem) plot.classList.add("fill")
    chart.sizes.observe(plot)
    if (chart.rem && plot.offsetParent) chart.sizes.observe(plot.offsetParent)
    charts.set(parentElement, chart)
  }
  const { plot } = chart
  const { figure, alt, clickable, url } = data
  plot.setAttribute("aria-label", alt)
  if (chart.rem) fill(chart)
  else plot.style.height = `${figure.layout.height}px`
  plot.onclick = (event) => {
    if (clickable && event.target.closest(".draglayer")) setTriggerValue("clicked", clicked(plot, event))
  }
  chart.wanted = data
  if (!globalThis.Plotly) load(url).then(() => draw(chart))
  else if (data.first) drawFirst(chart)
  else setTimeout(() => (painted ? painted.then(() => draw(chart)) : draw(chart)))
  // Also called where newer data overtook these; then the picture stays.
  return () => {
    if (plot.isConnected) return
    chart.wanted = null
    chart.sizes.disconnect()
    if (chart.drawn) globalThis.Plotly.purge(plot)
  }
}
