const players = new WeakMap()
const PATIENCE = 10000

function hold() {
  const main = document.querySelector("[data-testid=stMain]")
  const still = main.cloneNode(true)
  const { left, top, width, height } = main.getBoundingClientRect()
  const px = (length) => `${length}px`
  Object.assign(still.style, {
    position: "fixed",
    left: px(left),
    top: px(top),
    width: px(width),
    height: px(height),
    pointerEvents: "none",
  })
  still.inert = still.ariaHidden = true
  main.parentElement.append(still)
  still.scrollTop = main.scrollTop
  main.style.opacity = 0
  const timer = setTimeout(release, PATIENCE)
  function release() {
    clearTimeout(timer)
    still.remove()
    main.style.opacity = ""
  }
  return release
}

// Once Streamlit has drawn all of the answer.
function afterRun(act) {
  const app = document.querySelector("[data-testid=stApp]")
  const look = () => requestAnimationFrame(app?.dataset.testScriptState === "running" ? look : act)
  requestAnimationFrame(look)
}

// While training plays its address is written every second, and the browser's history holds 50 entries. So all but the
// first, which leaves the one that training began with, take the place of the one before.
function shareEntry() {
  const began = location.search
  let own = null
  history.pushState = (state, title, url) => {
    const next = new URL(url, location.href)
    const isOwn = location.href === own && next.pathname === location.pathname && next.search !== began
    History.prototype[isOwn ? "replaceState" : "pushState"].call(history, state, title, url)
    own = location.href
  }
}

function isToAnotherPage(link) {
  const isPage = link.origin === location.origin && !link.target && !link.hasAttribute("download")
  return isPage && link.pathname !== location.pathname
}

export default function ({ data, parentElement, setTriggerValue }) {
  let player = players.get(parentElement)
  if (!player) {
    player = {
      page: location.pathname,
      asked: null,
      isWaiting: false,
      when: performance.now(),
      timer: null,
      release: null,
      isLeft: false,
      follow: null,
    }
    players.set(parentElement, player)
    shareEntry()
    player.onKey = (event) => {
      const inField = event.composedPath().some((e) => e.matches?.("input, textarea, select, [contenteditable=true]"))
      if (event.key.toLowerCase() === "p" && !inField && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault()
        event.stopImmediatePropagation()
        if (!event.repeat) player.pause()
      }
    }
    document.addEventListener("keydown", player.onKey, true)
    // A tick that reaches the server after the wish for another page is taken for a return to this one, or leaves the
    // other blank. So there is none from now on, and the link waits for the answer to the last.
    player.onClick = (event) => {
      const link = event.target.closest?.("a[href]")
      if (!link || !isToAnotherPage(link) || event.ctrlKey || event.metaKey || event.shiftKey) return
      player.isLeft = true
      if (!player.isWaiting) return
      event.preventDefault()
      event.stopImmediatePropagation()
      player.follow = () => link.click()
      setTimeout(player.answered, PATIENCE)
    }
    player.answered = () => {
      player.isWaiting = false
      player.follow?.()
      player.follow = null
    }
    document.addEventListener("click", player.onClick, true)
  }
  player.pause = () => {
    if (player.release) return
    player.release = hold()
    clearTimeout(player.timer)
    // What the eye sees is the status line; it may be a frame ahead of this component.
    setTriggerValue("paused", Number(document.querySelector("[data-round]")?.dataset.round ?? data.round))
  }
  // Seen only from now on, when a press is heard.
  Object.assign(parentElement.querySelector("button"), { onclick: player.pause, style: "" })
  if (player.asked !== data.tick) player.answered()
  if (!player.release && player.asked !== data.tick) {
    player.asked = data.tick
    const ask = () => {
      player.when = performance.now()
      if (player.release || player.isLeft || location.pathname !== player.page) return
      player.isWaiting = true
      setTriggerValue("ticked", data.tick)
    }
    const passed = performance.now() - player.when
    player.timer = setTimeout(() => requestAnimationFrame(ask), Math.max(0, data.interval - passed))
  }
  // Also called where newer data overtook these; then the button stays.
  return () => {
    if (parentElement.isConnected) return
    clearTimeout(player.timer)
    document.removeEventListener("keydown", player.onKey, true)
    document.removeEventListener("click", player.onClick, true)
    delete history.pushState
    players.delete(parentElement)
    if (player.release) afterRun(player.release)
  }
}
