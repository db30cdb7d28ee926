// Plotly's own download presses a link in the page, and what is open above the page closes at a press beside it.
async function save(key, format) {
  const plot = document.querySelector(`.st-key-${key} .js-plotly-plot`)
  const { offsetWidth: width, offsetHeight: height } = plot
  const href = await globalThis.Plotly.toImage(plot, { format, width, height, scale: 2 })
  Object.assign(document.createElement("a"), { href, download: `${key}.${format}` }).click()
}

export default function ({ data, parentElement }) {
  const group = parentElement.querySelector(".saver")
  const { pictures, savedAs } = data
  const keys = Object.keys(pictures).filter((key) => document.querySelector(`.st-key-${key} .js-plotly-plot`))
  group.ariaLabel = `Save a picture as ${savedAs.toUpperCase()}`
  group.onclick = ({ target }) => target.value && save(target.value, savedAs)
  const shown = keys.join()
  if (shown === group.dataset.shown) return // a button keeps the focus
  group.dataset.shown = shown
  group.replaceChildren(
    ...keys.map((value) =>
      Object.assign(document.createElement("button"), { type: "button", value, textContent: pictures[value] }),
    ),
  )
}
