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
    focusout: ({ target }) =>
      setTimeout(() => {
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
