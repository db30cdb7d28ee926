"""Small parts of the page that Streamlit's own widgets cannot be, as they live in the browser.

They only send events, never a lasting value, so a late message cannot bring an old value back.
"""

from collections.abc import Callable

import streamlit as st

_PLAYER_STYLE = """
.player {
  width: 100%; font: inherit; font-size: 0.875rem; color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius, 0.5rem);
  min-height: 2.5rem; padding: 0.25rem 0.75rem; cursor: pointer;
}
.player:hover, .player:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); }
"""

# The next round is asked for only when the last one is on screen: two animation frames after Streamlit handed it over,
# and not before `interval` has passed. Pause is drawn here so that it stops at the round the eye sees: a round may
# already be on its way from the server, so a still copy of the page covers it until the pause is answered. Clicks go
# through to what is beneath. The copy cannot have the inside of a shadow root, so this button stands in none.
_player = st.components.v2.component(
    "player",
    html='<button type="button" class="player" aria-keyshortcuts="P">Pause</button>',
    css=_PLAYER_STYLE,
    isolate_styles=False,
    js="""
const players = new WeakMap()
const PATIENCE = 10000

function hold() {
  const main = document.querySelector("[data-testid=stMain]")
  const still = main.cloneNode(true)
  const { left, top, width, height } = main.getBoundingClientRect()
  const px = (length) => `${length}px`
  Object.assign(still.style, {
    position: "fixed", left: px(left), top: px(top), width: px(width), height: px(height), pointerEvents: "none",
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

export default function ({ data, parentElement, setTriggerValue }) {
  let player = players.get(parentElement)
  if (!player) {
    player = { asked: null, release: null, timer: null }
    players.set(parentElement, player)
    player.onKey = (event) => {
      const inField = event.composedPath().some((e) => e.matches?.("input, textarea, select, [contenteditable=true]"))
      if (event.key.toLowerCase() === "p" && !inField && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault()
        event.stopImmediatePropagation()
        if (!event.repeat) player.pause()
      }
    }
    document.addEventListener("keydown", player.onKey, true)
  }
  player.pause = () => {
    if (player.release) return
    player.release = hold()
    clearTimeout(player.timer)
    // What the eye sees is the status line; it may be a frame ahead of this component.
    const status = document.querySelector(".st-key-bar h4")?.textContent.match(/Round (\\d+)/)
    setTriggerValue("paused", status ? Number(status[1]) : data.round)
  }
  parentElement.querySelector("button").onclick = player.pause
  if (!player.release && player.asked !== data.tick) {
    player.asked = data.tick
    requestAnimationFrame(() => requestAnimationFrame(() => {
      player.timer = setTimeout(() => { if (!player.release) setTriggerValue("ticked", data.tick) }, data.interval)
    }))
  }
  return () => {
    clearTimeout(player.timer)
    document.removeEventListener("keydown", player.onKey, true)
    players.delete(parentElement)
    if (player.release) afterRun(player.release)
  }
}
""",
)

# A native range input tells of every movement; at most one message is on its way at a time, so that the page follows
# the hand as fast as it can and no faster. `released` ends the drag.
_dragger = st.components.v2.component(
    "dragger",
    html='<label><span></span><input type="range" step="any"></label>',
    css="""
label { display: flex; gap: 0.75rem; align-items: center; font-size: 0.875rem; }
span { min-width: 7.5em; font-variant-numeric: tabular-nums; }
input { flex: 1; min-width: 6rem; accent-color: var(--st-primary-color); height: 2rem; }
""",
    js="""
const draggers = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  const input = parentElement.querySelector("input")
  const text = parentElement.querySelector("span")
  let dragger = draggers.get(parentElement)
  if (!dragger) {
    dragger = { dragging: false, waiting: false, next: null }
    draggers.set(parentElement, dragger)
  }
  const show = (value) => { text.textContent = `${data.label} = ${Number(value.toPrecision(6))}` }
  const send = (value) => { dragger.waiting = true; dragger.next = null; setTriggerValue("dragged", value) }
  dragger.waiting = false
  input.setAttribute("aria-label", `Value of ${data.name}`)
  if (!dragger.dragging) {
    input.min = data.lowest
    input.max = data.highest
    input.value = data.value
    show(data.value)
  } else if (dragger.next !== null) {
    send(dragger.next)
  }
  input.oninput = () => {
    dragger.dragging = true
    const value = Number(Number(input.value).toPrecision(6))
    show(value)
    if (dragger.waiting) dragger.next = value
    else send(value)
  }
  input.onchange = () => {
    dragger.dragging = false
    dragger.next = null
    setTriggerValue("released", Number(Number(input.value).toPrecision(6)))
  }
}
""",
)

# A step gives every field whose value it changes a new widget. A hand that is in one of them finds its cursor and its
# half-typed text in the new one. Enter and leaving a field end what was typed there.
_typing_keeper = st.components.v2.component(
    "typing_keeper",
    js="""
export default function () {
  const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set
  const fields = "[data-testid=stTextInput] input"
  let hand = null

  const listeners = {
    focusin: ({ target }) => {
      if (target.matches?.(fields) && hand?.input !== target) hand = { input: target, typed: null, caret: null }
    },
    input: ({ target }) => {
      if (hand?.input === target) Object.assign(hand, { typed: target.value, caret: target.selectionStart })
    },
    keydown: ({ target, key }) => {
      if (key === "Enter" && hand?.input === target) hand.typed = null
    },
    // A field that is taken away under the hand may be blurred as well, but is then gone.
    focusout: ({ target }) => setTimeout(() => {
      if (hand?.input === target && target.isConnected) hand = null
    }),
  }
  for (const [event, listener] of Object.entries(listeners)) document.addEventListener(event, listener, true)

  const observer = new MutationObserver(() => {
    if (!hand || hand.input.isConnected || ![null, document.body].includes(document.activeElement)) return
    const label = hand.input.getAttribute("aria-label")
    const input = [...document.querySelectorAll(fields)].find((other) => other.getAttribute("aria-label") === label)
    if (!input || input.disabled) return
    const { typed, caret } = hand
    hand = { input, typed, caret }
    input.focus()
    if (typed === null) return
    setValue.call(input, typed)
    input.dispatchEvent(new Event("input", { bubbles: true }))
    input.setSelectionRange(caret, caret)
  })
  observer.observe(document.body, { childList: true, subtree: true })

  return () => {
    for (const [event, listener] of Object.entries(listeners)) document.removeEventListener(event, listener, true)
    observer.disconnect()
  }
}
""",
)


def player(
    *, round: int, tick: int, interval: float, width: int, on_tick: Callable[[], None], on_pause: Callable[[], None]
) -> None:
    """A Pause button that, until pressed, asks for the next round once the last one is on screen.

    Its events are st.session_state["player"].ticked, the tick answered, and .paused, the round on screen.

    Args:
        round: the round this run of the page draws.
        tick: a number that differs each time a further tick is wanted.
        interval: the least time between two ticks in milliseconds.
        width: of the button in pixels.
        on_tick, on_pause: callbacks.
    """
    _player(
        key="player",
        data={"round": round, "tick": tick, "interval": interval},
        width=width,
        on_ticked_change=on_tick,
        on_paused_change=on_pause,
    )


def dragger(
    *,
    key: str,
    name: str,
    label: str,
    value: float,
    lowest: float,
    highest: float,
    answered: int,
    on_drag: Callable[[], None],
    on_release: Callable[[], None],
) -> None:
    """A slider that the page follows while it moves.

    Its events are st.session_state[key].dragged, the value while moving, and .released, the value at the end.

    Args:
        key: of the component.
        name, label: what is dragged, for a screen reader and for the eye.
        value, lowest, highest: where the slider stands and its ends.
        answered: a number that changes with every event that was answered.
        on_drag, on_release: callbacks.
    """
    _dragger(
        key=key,
        data={
            "name": name,
            "label": label,
            "value": value,
            "lowest": lowest,
            "highest": highest,
            "answered": answered,
        },
        on_dragged_change=on_drag,
        on_released_change=on_release,
    )


def typing_keeper() -> None:
    """Nothing to show: keeps what is being typed where a field is redrawn under the hand. Once a page."""
    _typing_keeper(key="typing_keeper")
