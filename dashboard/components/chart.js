const charts = new WeakMap()
const GLIDE = { duration: 150, easing: "cubic-in-out", ordering: "layout first" }
const NO_GLIDE = { duration: 0 }
const LONGEST_GLIDE = 500
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

function draw(chart) {
  const { plot, drawn, wanted } = chart
  if (!wanted || drawn === wanted) return
  const text = JSON.stringify([wanted.figure, wanted.config])
  if (text === chart.text) return
  chart.text = text
  const { data, layout } = wanted.figure
  for (const trace of data) if (trace.hovertemplate?.includes("%{customdata}")) trace.customdata ??= trace.y
  const glides = wanted.glide && drawn && !still.matches && alike(drawn.figure.data, data)
  chart.drawn = wanted
  // With a transition, even one that takes no time, Plotly draws twice. Without one it does not stop one under way.
  const gliding = performance.now() - chart.glided < LONGEST_GLIDE
  const transition = glides ? { transition: GLIDE } : gliding ? { transition: NO_GLIDE } : {}
  if (glides) chart.glided = performance.now()
  globalThis.Plotly.react(plot, data, { ...layout, ...transition }, wanted.config)
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
    chart = { plot, drawn: null, text: null, wanted: null, glided: Number.NEGATIVE_INFINITY, width: 0 }
    chart.sizes = new ResizeObserver(([{ contentRect }]) => {
      const { width } = contentRect
      // A picture that is taken away, or hidden, has none.
      if (chart.drawn && width > 0 && Math.abs(width - chart.width) > 1) globalThis.Plotly.Plots.resize(plot)
      chart.width = width
    })
    chart.sizes.observe(plot)
    charts.set(parentElement, chart)
  }
  const { plot } = chart
  const { figure, alt, clickable, url } = data
  plot.setAttribute("aria-label", alt)
  plot.style.height = `${figure.layout.height}px`
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
