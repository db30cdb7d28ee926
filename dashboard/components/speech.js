export default function ({ data, parentElement }) {
  const { text, now } = data
  parentElement.querySelector(".now").textContent = `Now: ${now}`
  const spoken = parentElement.querySelector("[role=status]")
  if (spoken.dataset.last === undefined) spoken.dataset.last = text
  if (!text || text === spoken.dataset.last) return
  spoken.dataset.last = text
  spoken.textContent = text
}
