// Plays a training: Plotly's own buttons and slider, and the keys. The data stand in the page, or its owner calls show.

const replay = document.getElementById("replay")
const narrow = matchMedia("(max-width: 700px)")
const dark = matchMedia("(prefers-color-scheme: dark)")
let updates = {}
let names = []
let play = []
let pause = []
let shown = 0
let playing = false

function show(data) {
  const { figure } = data
  const before = names[shown]
  updates = data.updates
  names = figure.frames.map((frame) => frame.name)
  const [toPlay, toPause] = figure.layout.updatemenus[0].buttons
  play = toPlay.args
  pause = toPause.args
  shown = 0
  playing = false
  replay.style.minHeight = `${replay.offsetHeight}px` // what stands below stays where it is
  Plotly.purge(replay)
  return Plotly.newPlot(replay, figure.data, figure.layout, { responsive: true, displayModeBar: false })
    .then(() => Plotly.addFrames(replay, figure.frames))
    .then(arrange)
    .then(() => {
      replay.on("plotly_animatingframe", (event) => {
        shown = names.indexOf(event.name)
        tell(event.frame.data)
      })
      replay.on("plotly_animated", () => {
        playing = false
      })
      replay.on("plotly_buttonclicked", (event) => {
        playing = event.button.label === "Play"
      })
      replay.style.minHeight = ""
      tell(figure.data)
      replay.dataset.ready = "yes"
      if (names.indexOf(before) > 0) run([[before], pause[1]])
    })
}

// For who cannot see it: what the last trace says, the round and its loss.
function tell(traces) {
  const { text } = traces.at(-1)
  replay.ariaLabel = `Replay of the training: ${text.join(", ").replace(/<[^>]*>/g, "")}`
}

// The page may have one scheme alone, be it that of the page around it.
function isDark() {
  const { colorScheme } = document.documentElement.style
  return colorScheme === "dark" || (colorScheme !== "light" && dark.matches)
}

function arrange() {
  const update = { ...updates[narrow.matches ? "narrow" : "wide"], ...updates[isDark() ? "dark" : "light"] }
  return Plotly.relayout(replay, update)
}

function rearrange() {
  if (names.length) arrange()
}

function run(what) {
  return Plotly.animate(replay, ...what)
}

narrow.addEventListener("change", rearrange)
dark.addEventListener("change", rearrange)
new MutationObserver(rearrange).observe(document.documentElement, { attributeFilter: ["style"] })

// Plotly rejects, without a reason, the promise of an animation that another one ends, its own buttons' too.
addEventListener("unhandledrejection", (event) => {
  if (event.reason === undefined) event.preventDefault()
})

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (step && names[shown + step] !== undefined) {
    event.preventDefault()
    playing = false
    run([[names[shown + step]], pause[1]])
  } else if (names.length && event.key.toLowerCase() === "p") {
    playing = !playing
    run(playing ? play : pause)
  }
})

const given = document.getElementById("data")
if (given) show(JSON.parse(given.textContent))
