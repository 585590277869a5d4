// Files go up as soon as they are chosen, in pieces: a piece that does not arrive is sent
// again, and a file that is chosen again goes on where it stopped. Without this script
// the form sends the files whole.
const form = document.querySelector("form[data-pieces]");
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

// name is what a file is called among its pieces: the same when it is chosen again.
async function name(file, code) {
  const text = [code, file.name, file.size, file.lastModified].join("\n");
  const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(sum).slice(0, 16), (b) => b.toString(16).padStart(2, "0")).join("");
}

// call asks until there is an answer: no network is waited for, a refusal is not.
async function call(url, options, line) {
  for (let n = 0; ; n++) {
    try {
      const res = await fetch(url, { ...options, headers: { Accept: "application/problem+json", "X-CSRF-Token": form.dataset.csrf, ...options.headers } });
      if (res.ok) return res;
      if (res.status !== 503 && res.status !== 502 && res.status !== 504) {
        const problem = await res.json().catch(() => ({}));
        throw Object.assign(new Error(problem.detail || form.dataset.failed), { final: true });
      }
    } catch (err) {
      if (err.final) throw err;
    }
    if (n > 60) throw new Error(form.dataset.failed);
    line.text.textContent = form.dataset.waiting;
    await wait(Math.min(1000 * 2 ** n, 10000));
  }
}

async function send(file, code, line) {
  const size = Number(form.dataset.size);
  const url = form.dataset.pieces + (await name(file, code));
  const pieces = Math.max(1, Math.ceil(file.size / size));
  let have = (await (await call(url, {}, line)).json()).have;
  while (have < pieces) {
    line.bar.value = have / pieces;
    line.text.textContent = form.dataset.sending + " " + Math.round((100 * have) / pieces) + "%";
    const body = file.slice(have * size, (have + 1) * size);
    const res = await call(url + "/" + have, { method: "PUT", body, headers: { "Content-Type": "application/octet-stream" } }, line);
    have = (await res.json()).have;
  }
  line.bar.value = 1;
  await call(url, { method: "POST", body: new URLSearchParams({ csrf: form.dataset.csrf, pieces, code, name: file.name }) }, line);
}

function show(list, file) {
  const li = document.createElement("li");
  const title = document.createElement("span");
  const bar = document.createElement("progress");
  const text = document.createElement("span");
  title.textContent = file.name;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  text.className = "meta";
  li.append(title, bar, text);
  list.append(li);
  return { li, bar, text };
}

async function take(input) {
  const list = input.closest(".field").querySelector(".progress");
  let failed = false;
  const files = [...input.files];
  input.value = ""; // sent here, not once more with the form
  form.inert = false;
  for (const file of files) {
    const line = show(list, file);
    try {
      await send(file, input.dataset.code, line);
    } catch (err) {
      failed = true;
      line.bar.remove();
      line.text.className = "error";
      line.text.textContent = err.message;
    }
  }
  return !failed;
}

let running = 0;
if (form && window.crypto && crypto.subtle) {
  form.addEventListener("change", async (event) => {
    const input = event.target;
    if (input.type !== "file" || input.files.length === 0) return;
    running++;
    const good = await take(input);
    running--;
    if (good && running === 0) location.assign(location.pathname);
  });
  form.addEventListener("submit", (event) => {
    if (running > 0) event.preventDefault();
  });
}
