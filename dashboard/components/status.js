export default function ({ data, parentElement }) {
  const heading = parentElement.querySelector(".status")
  heading.textContent = data.text
  heading.dataset.round = data.round
}
