// What stands in the form is saved a moment after it was changed. Without this script it
// is saved when the page is sent.
const form = document.querySelector("form[data-keep]");

function start() {
  const says = form.querySelector(".keep");
  let wait = 0;
  let busy = false;
  let again = false;
  let stale = false;

  async function keep() {
    if (stale) return;
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    again = false;
    try {
      const res = await fetch(form.dataset.keep, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/problem+json" } });
      if (res.ok) {
        form.elements.rev.value = res.headers.get("X-Revision");
        says.textContent = form.dataset.saved;
      } else if (res.status === 409) {
        stale = true;
        says.textContent = form.dataset.stale;
      } else if (res.status === 401) {
        says.textContent = ""; // signing in is asked for when the page is sent; nothing is lost
      }
    } catch {
      says.textContent = form.dataset.lost;
      again = true;
    } finally {
      busy = false;
      if (again && !stale) wait = setTimeout(keep, 3000);
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(keep, 800);
  });
  form.addEventListener("submit", () => {
    clearTimeout(wait);
    stale = true; // the page itself saves
  });
}

if (form) start();
