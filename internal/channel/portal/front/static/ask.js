// The list of materials follows the answer while it is being chosen. Without this script
// the list follows when the answer is sent.
const form = document.querySelector("form[data-list]");
const list = document.getElementById("materials");
let asked = 0;

async function follow() {
  const turn = ++asked;
  try {
    const res = await fetch(form.dataset.list, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "text/html" } });
    if (!res.ok || turn !== asked) return;
    list.innerHTML = await res.text();
  } catch {
    // no network: the list stays as it was
  }
}

if (form && list) {
  let wait = 0;
  form.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(follow, 300);
  });
}
