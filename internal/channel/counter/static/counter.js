// The window's devices: a script only fills in what could be typed or uploaded by hand.
const bridge = document.getElementById("bridge");
const said = document.getElementById("device");
const patience = 15000;

const say = (word, bad) => {
  if (!said) return;
  said.textContent = bridge.dataset[word] || bridge.dataset.broken;
  said.className = bad ? "device bad" : "device good";
};

// ask calls the bridge; what goes wrong is a word the page has.
const ask = async (path, body) => {
  let answer;
  try {
    answer = await fetch(`http://127.0.0.1:${bridge.dataset.port}/${path}`, {
      method: path === "status" ? "GET" : "POST",
      headers: { "X-Bridge-Token": bridge.dataset.token, ...(body ? { "Content-Type": "application/pdf" } : {}) },
      body,
      signal: AbortSignal.timeout(patience),
      credentials: "omit",
    });
  } catch (e) {
    throw e.name === "TimeoutError" ? "timeout" : "gone";
  }
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  throw told.fault || "gone";
};

const put = (form, name, value) => {
  const field = form.elements[name];
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

const work = {
  async card(form) {
    const card = await (await ask("card")).json();
    put(form, "number", card.number);
    put(form, "name", card.name);
    form.querySelector("button:not([type])").focus();
    return "scanned";
  },
  async scan(form) {
    const file = await (await ask("scan")).blob();
    const held = new DataTransfer();
    held.items.add(new File([file], file.type === "image/png" ? "scan.png" : "scan.jpg", { type: file.type }));
    form.elements.scan.files = held.files;
    return "scanned";
  },
};

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// sheet fetches a letter; one that is still being printed is asked for again.
const sheet = async (address) => {
  for (let i = 0; i < 6; i++) {
    const answer = await fetch(address, { headers: { Accept: "application/pdf" } });
    if (answer.ok) return answer.blob();
    if (answer.status !== 503) break;
    await pause(1500);
  }
  throw "broken";
};

// during runs one piece of work; a button is not pressed twice meanwhile.
const during = async (button, fn) => {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  say("reading");
  try {
    say(await fn(), false);
  } catch (e) {
    say(typeof e === "string" ? e : "broken", true);
  } finally {
    button.removeAttribute("aria-disabled");
  }
};

if (bridge) {
  for (const button of document.querySelectorAll("button[data-device]")) {
    button.hidden = false;
    button.addEventListener("click", () => during(button, () => work[button.dataset.device](button.form)));
  }
  for (const link of document.querySelectorAll("a[data-print]")) {
    link.addEventListener("click", (e) => {
      e.preventDefault();
      during(link, async () => {
        try {
          await ask("print", await sheet(link.href));
          return "printed";
        } catch (fault) {
          link.removeAttribute("data-print"); // the next press opens it in the browser
          throw fault;
        }
      });
    }, { once: true });
  }
  const state = document.getElementById("bridge-state");
  if (state) {
    ask("status").then(
      () => { state.textContent = state.dataset.ready; },
      (e) => { state.textContent = bridge.dataset[e] || bridge.dataset.gone; },
    );
  }
}
