// Plays a training in the page that holds its figure: Plotly's own buttons and slider, and the keys.

const { figure, updates } = JSON.parse(document.getElementById("data").textContent)
const replay = document.getElementById("replay")
const narrow = matchMedia("(max-width: 700px)")
const dark = matchMedia("(prefers-color-scheme: dark)")
const names = figure.frames.map((frame) => frame.name)
const [play, pause] = figure.layout.updatemenus[0].buttons.map((button) => button.args)
let shown = 0
let playing = false

function arrange() {
  const update = { ...updates[narrow.matches ? "narrow" : "wide"], ...updates[dark.matches ? "dark" : "light"] }
  return Plotly.relayout(replay, update)
}

// Plotly rejects, without a reason, the promise of an animation that another one ends, its own buttons' too.
addEventListener("unhandledrejection", (event) => {
  if (event.reason === undefined) event.preventDefault()
})

function run(what) {
  return Plotly.animate(replay, ...what)
}

Plotly.newPlot(replay, figure.data, figure.layout, { responsive: true, displaylogo: false, displayModeBar: false })
  .then(() => Plotly.addFrames(replay, figure.frames))
  .then(arrange)
  .then(() => {
    narrow.addEventListener("change", arrange)
    dark.addEventListener("change", arrange)
    replay.on("plotly_animatingframe", (event) => {
      shown = names.indexOf(event.name)
    })
    replay.on("plotly_animated", () => {
      playing = false
    })
    replay.on("plotly_buttonclicked", (event) => {
      playing = event.button.label === "Play"
    })
    replay.dataset.ready = "yes"
  })

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (step && names[shown + step] !== undefined) {
    event.preventDefault()
    playing = false
    run([[names[shown + step]], pause[1]])
  } else if (event.key === "p" || event.key === "P") {
    playing = !playing
    run(playing ? play : pause)
  }
})
