// One visit of one address by one reader: what the page weighs, whether it holds still, what axe and the browser say of
// it, where its links and forms lead, whether the keyboard reaches everything, whether it fits a small screen.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { keyboard, structure, watch, wide } from "./inpage.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const axeTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export class Visitor {
  constructor(browser) {
    this.browser = browser;
    this.contexts = new Map(); // by reader and script on or off
  }

  // context is the browser profile of a reader; the last few are kept, since a new one costs time.
  async context(v, script) {
    const key = JSON.stringify([v.cookies, script, v.lang]);
    let c = this.contexts.get(key);
    if (!c) {
      c = await this.browser.newContext({ javaScriptEnabled: script, reducedMotion: "reduce", locale: v.lang === "en" ? "en-GB" : "zh-CN", viewport: { width: v.width, height: v.height } });
      await c.addCookies(v.cookies);
      if (script) await c.addInitScript(watch);
      this.contexts.set(key, c);
      if (this.contexts.size > 8) {
        const [oldest] = this.contexts.keys();
        await this.contexts.get(oldest).close();
        this.contexts.delete(oldest);
      }
    }
    return c;
  }

  async visit(v) {
    const page = await (await this.context(v, true)).newPage();
    const out = { console: [], weights: {}, faults: [] };
    try {
      await page.setViewportSize({ width: v.width, height: v.height });
      const answers = [];
      page.on("response", (r) => answers.push(r));
      page.on("requestfailed", (r) => out.console.push(`${r.url()}: ${r.failure()?.errorText}`));
      page.on("pageerror", (e) => out.console.push(String(e)));
      page.on("console", (m) => {
        const about = m.location()?.url ?? "";
        if (m.type() === "error" && !(about === page.url() && /status of 4/.test(m.text()))) out.console.push(m.text());
      });
      const main = await page.goto(v.url, { waitUntil: "load", timeout: 15000 });
      out.status = main.status();
      out.url = page.url();
      out.csp = main.headers()["content-security-policy"] ?? "";
      if (v.plain) {
        for (const s of v.shots ?? []) await shot(page, s);
        return out;
      }
      await weigh(answers, v.url, out);
      Object.assign(out, await page.evaluate(structure));
      await page.evaluate(axeSource);
      out.axe = await page.evaluate(axe, axeTags);
      const seen = await page.evaluate(() => window.__seen);
      out.reports = seen.reports;
      out.shift = seen.shift;
      out.moved = seen.moved;
      await page.setViewportSize({ width: 320, height: 640 });
      out.wide = await page.evaluate(wide);
      if (v.keyboard) {
        await page.setViewportSize({ width: v.width, height: v.height });
        out.keys = await keyboard(page);
      }
    } finally {
      await page.close();
    }
    if (v.bare) out.bare = await this.bare(v);
    return out;
  }

  // bare opens the page without scripts and sends its searches.
  async bare(v) {
    const page = await (await this.context(v, false)).newPage();
    try {
      await page.goto(v.url, { waitUntil: "load", timeout: 15000 });
      const got = await page.evaluate(structure);
      const out = { text: got.text, forms: got.forms, dead: got.dead, sent: [] };
      for (const [i, f] of got.forms.entries()) {
        if (f.method !== "get" || !f.visible || !f.submits) continue;
        await page.goto(v.url, { waitUntil: "load", timeout: 15000 });
        const button = page.locator("form").nth(i).locator("button:not([type]),button[type=submit],input[type=submit]").first();
        const [answer] = await Promise.all([page.waitForNavigation({ timeout: 10000 }).catch(() => null), button.click({ timeout: 5000 })]);
        out.sent.push({ action: f.action, status: answer?.status() ?? 0 });
      }
      return out;
    } finally {
      await page.close();
    }
  }
}

async function weigh(answers, address, out) {
  for (const r of answers) {
    const kind = { document: "html", stylesheet: "css", script: "js" }[r.request().resourceType()] ?? "other";
    if (r.status() >= 300 && r.status() < 400) continue;
    if (r.status() >= 400 && kind !== "html") out.console.push(`${r.url()}: ${r.status()}`);
    if (new URL(r.url()).origin !== new URL(address).origin && !r.url().startsWith("data:")) out.console.push(`loads ${r.url()} from elsewhere`);
    const body = await r.body().catch(() => Buffer.alloc(0));
    out.weights[kind] = (out.weights[kind] ?? 0) + (r.url().startsWith("data:") ? 0 : gzipSync(body, { level: 6 }).length);
  }
}

async function axe(tags) {
  const got = await window.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], elementRef: false });
  return got.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 160)} [${n.any.concat(n.all, n.none).map((c) => c.message)[0] ?? ""}]`).join(" | ")}`);
}

export async function shot(page, s) {
  await page.setViewportSize({ width: s.width, height: s.height });
  await page.screenshot({ path: s.path, fullPage: true, animations: "disabled" });
}
