const MOST_PARAMETERS = 1000
const LOOK = 100

// A message while another page is under way would call the old one back: wait until nothing has run for three looks.
function whenQuiet(act, looks = 3) {
  const { testScriptState } = document.querySelector("[data-testid=stApp]").dataset
  if (looks === 0) act()
  else setTimeout(() => whenQuiet(act, testScriptState === "notRunning" ? looks - 1 : 3), LOOK)
}

export default function ({ parentElement, setTriggerValue }) {
  parentElement.send = setTriggerValue
  if (!parentElement.leave) {
    parentElement.leave = ({ detail }) => whenQuiet(() => parentElement.send("left", detail))
    const parameters = location.search.split("&").length
    if (parameters > MOST_PARAMETERS) whenQuiet(() => parentElement.send("dropped", parameters))
  }
  document.addEventListener("left", parentElement.leave)
  return () => {
    if (!parentElement.isConnected) document.removeEventListener("left", parentElement.leave)
  }
}
