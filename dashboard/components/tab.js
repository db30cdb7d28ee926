const MOST_PARAMETERS = 1000
const LOOK = 100
const PATIENCE = 1000
const MOST_TRIES = 5

let tab = null

// A message while another page is under way would call the old one back: wait until nothing has run for three looks.
function whenQuiet(act, looks = 3) {
  const { testScriptState } = document.querySelector("[data-testid=stApp]").dataset
  if (looks === 0) act()
  else setTimeout(() => whenQuiet(act, testScriptState === "notRunning" ? looks - 1 : 3), LOOK)
}

// Streamlit may drop what is sent while it changes the page, so send it until the server has answered.
function send(left, tries = MOST_TRIES) {
  whenQuiet(() => {
    if (tries === 0 || left.typed.at(-1).id <= tab.data.answered) return
    tab.setTriggerValue("left", left)
    setTimeout(() => send(left, tries - 1), PATIENCE)
  })
}

// Behind an open dialog no key acts on the page; those that a dialog is used with go to it.
const OF_DIALOG = ["Escape", "Tab", "Enter", " "]

function keepFromPage(event) {
  if (!document.querySelector("[data-testid=stDialog]") || OF_DIALOG.includes(event.key)) return
  if (event.target.closest?.("input, textarea, select, [contenteditable=true]")) return
  event.stopImmediatePropagation()
}

export default function (component) {
  const first = !tab
  tab = component
  if (!first) return
  addEventListener("keydown", keepFromPage, true)
  document.addEventListener("left", ({ detail }) => send(detail))
  const parameters = location.search.split("&").length
  if (parameters > MOST_PARAMETERS) whenQuiet(() => tab.setTriggerValue("dropped", parameters))
}
