const frames = new WeakMap()

const absolute = (url) => new URL(`.${url}`, document.baseURI)

// The page within has its own height, whatever it shows and however wide it is.
function fit(frame) {
  const { body } = frame.contentDocument
  const sizes = new ResizeObserver(() => {
    frame.style.height = `${body.offsetHeight}px`
  })
  sizes.observe(body)
}

// The theme that is chosen, whatever the system's is.
function follow(frame) {
  const changes = new MutationObserver(take)
  function take() {
    if (!frame.isConnected) changes.disconnect()
    else frame.contentDocument.documentElement.style.colorScheme = getComputedStyle(frame).colorScheme
  }
  take()
  changes.observe(document.documentElement, { attributeFilter: ["style"] })
}

async function show(frame, url) {
  const [answer] = await Promise.all([fetch(absolute(url)), frames.get(frame).ready])
  // Of an address that is gone already, the next one is on its way.
  if (answer.ok && frames.get(frame).url === url) frame.contentWindow.show(await answer.json())
}

export default function ({ data, parentElement }) {
  const frame = parentElement.querySelector("iframe")
  frame.title = data.title
  if (!frames.has(frame)) {
    const ready = new Promise((resolve) => {
      frame.addEventListener("load", resolve, { once: true })
    })
    frames.set(frame, {
      ready: ready.then(() => {
        fit(frame)
        follow(frame)
      }),
      url: null,
    })
    frame.src = absolute(data.page)
  }
  if (frames.get(frame).url === data.shown) return
  frames.get(frame).url = data.shown
  show(frame, data.shown)
}
