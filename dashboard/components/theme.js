let changes = null

// Streamlit gives the scheme to the app alone; what it draws above stands beside that in the document.
export default function () {
  const app = document.querySelector("[data-testid=stApp]")
  const follow = () => {
    document.documentElement.style.colorScheme = getComputedStyle(app).colorScheme
  }
  follow()
  changes?.disconnect()
  changes = new MutationObserver(follow)
  changes.observe(app, { attributeFilter: ["class"] })
}
