const charts = new WeakMap()
const GLIDE = { duration: 150, easing: "cubic-in-out", ordering: "layout first" }
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
    chart = { plot, drawn: null, width: 0 }
    chart.sizes = new ResizeObserver(([{ contentRect }]) => {
      if (chart.drawn && Math.abs(contentRect.width - chart.width) > 1) globalThis.Plotly.Plots.resize(plot)
      chart.width = contentRect.width
    })
    chart.sizes.observe(plot)
    charts.set(parentElement, chart)
  }
  const { plot } = chart
  const { figure, alt, config, glide, clickable, url } = data
  plot.setAttribute("aria-label", alt)
  plot.style.height = `${figure.layout.height}px`
  plot.onclick = (event) => {
    if (clickable && event.target.closest(".draglayer")) setTriggerValue("clicked", clicked(plot, event))
  }
  chart.wanted = { figure, config, glide }
  const draw = () => {
    if (!charts.has(parentElement) || chart.drawn === figure || chart.wanted.figure !== figure) return
    const { layout } = figure
    const moves = glide && chart.drawn && !still.matches
    chart.drawn = figure
    globalThis.Plotly.react(plot, figure.data, { ...layout, transition: moves ? GLIDE : { duration: 0 } }, config)
  }
  if (globalThis.Plotly) draw()
  else load(url).then(draw)
  return () => {
    charts.delete(parentElement)
    chart.sizes.disconnect()
    if (chart.drawn) globalThis.Plotly.purge(plot)
  }
}
