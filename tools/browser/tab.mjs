// Somebody at a browser, step by step: he finds things by what he reads (labels, names of buttons and links), never by
// their place in the code.
import { shot } from "./visit.mjs";

export class Tabs {
  constructor(browser) {
    this.browser = browser;
    this.tabs = new Map();
  }

  async step(c) {
    if (c.do === "open") return this.open(c);
    const tab = this.tabs.get(c.tab);
    if (!tab) throw new Error(`no tab ${c.tab}`);
    const run = steps[c.do];
    if (!run && c.do !== "close") throw new Error(`no step ${c.do}`);
    if (c.do === "close") {
      this.tabs.delete(c.tab);
      await tab.page.context().close();
      return {};
    }
    const from = tab.faults.length;
    await run(tab.page, c);
    await tab.page.waitForLoadState("load");
    const seen = await tab.page.evaluate(() => ({ text: document.body.innerText, h1: document.querySelector("h1")?.textContent.trim() ?? "", title: document.title }));
    const reports = (await tab.page.evaluate(() => window.__reports?.splice(0) ?? [])).map((r) => `CSP: ${r}`);
    return { ...seen, url: tab.page.url(), status: tab.status, faults: tab.faults.slice(from).concat(reports) };
  }

  async open(c) {
    const phone = c.device === "phone";
    const context = await this.browser.newContext({
      baseURL: c.url, locale: c.lang === "en" ? "en-GB" : "zh-CN", javaScriptEnabled: !c.bare, acceptDownloads: true, reducedMotion: "reduce", isMobile: phone, hasTouch: phone,
      viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 }, deviceScaleFactor: phone ? 2 : 1,
    });
    await context.addInitScript(() => {
      window.__reports = [];
      document.addEventListener("securitypolicyviolation", (e) => window.__reports.push(`${e.effectiveDirective} ${e.blockedURI}`));
    });
    const page = await context.newPage();
    page.setDefaultTimeout(10000);
    const tab = { page, faults: [], status: 0 };
    page.on("pageerror", (e) => tab.faults.push(String(e)));
    page.on("response", (r) => {
      if (r.request().isNavigationRequest() && r.frame() === page.mainFrame() && (r.status() < 300 || r.status() >= 400)) tab.status = r.status();
      if (r.status() >= 500) tab.faults.push(`${r.url()}: ${r.status()}`);
    });
    this.tabs.set(c.tab, tab);
    return {};
  }
}

// where narrows the page to what stands under a heading or label, when one is named.
function where(page, c) {
  if (!c.within) return page;
  if (c.within === "main") return page.locator("main");
  return page.locator("main,section,article,form,fieldset,tr,li,details").filter({ hasText: c.within }).last();
}

async function button(page, c) {
  const root = where(page, c);
  const exact = { name: c.name, exact: true };
  for (const role of ["button", "link", "tab", "menuitem"]) {
    const found = root.getByRole(role, exact);
    if (await found.count()) return found.first();
  }
  const fold = root.locator("summary").filter({ hasText: c.name, visible: true });
  if (await fold.count()) return fold.first();
  for (const role of ["button", "link"]) {
    const found = root.getByRole(role, { name: c.name });
    if (await found.count()) return found.first();
  }
  throw new Error(`nothing to press is called “${c.name}”`);
}

// field is the control that a label names; the label may go on with a hint.
async function field(page, c) {
  const root = where(page, c);
  for (const exact of [true, false]) {
    const found = root.getByLabel(c.name, { exact });
    if (await found.count()) return found.first();
  }
  throw new Error(`no field is called “${c.name}”`);
}

const steps = {
  go: (page, c) => page.goto(c.path, { waitUntil: "load" }),
  look: async () => {},
  back: (page) => page.goBack({ waitUntil: "load" }),
  reload: (page) => page.reload({ waitUntil: "load" }),
  press: (page, c) => page.keyboard.press(c.name),
  // A press that leads on is waited for: the answer may take longer than the press.
  click: async (page, c) => {
    const b = await button(page, c);
    const leads = await b.evaluate((el) => (el.tagName === "A" && !el.getAttribute("href")?.startsWith("#")) || (el.tagName === "BUTTON" && el.type === "submit" && !!el.form));
    if (!leads) return b.click();
    const [, saved] = await Promise.all([b.click(), Promise.race([page.waitForEvent("framenavigated"), page.waitForEvent("download")])]);
    return saved;
  },
  fill: async (page, c) => (await field(page, c)).fill(c.value),
  choose: async (page, c) => {
    const f = await field(page, c);
    if ((await f.evaluate((el) => el.tagName)) === "SELECT") return f.selectOption({ label: c.value });
    return f.check();
  },
  tick: async (page, c) => (await field(page, c)).check(),
  upload: async (page, c) => (await field(page, c)).setInputFiles({ name: c.value, mimeType: c.type, buffer: Buffer.from(c.body, "base64") }),
  shot: (page, c) => shot(page, { ...page.viewportSize(), path: c.path }),
};
