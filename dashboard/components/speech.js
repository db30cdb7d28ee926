export default function ({ data, parentElement }) {
  const spoken = parentElement.querySelector("p")
  const { text } = data
  if (spoken.dataset.last === undefined) spoken.dataset.last = text
  if (!text || text === spoken.dataset.last) return
  spoken.dataset.last = text
  spoken.textContent = text
}
