// What runs inside a page. Each function is sent there by itself: it may use nothing of this file.

// watch notes from the first moment what the browser reports.
export function watch() {
  window.__seen = { reports: [], shift: 0, moved: [] };
  document.addEventListener("securitypolicyviolation", (e) => window.__seen.reports.push(`${e.effectiveDirective} ${e.blockedURI} ${e.sample}`));
  new PerformanceObserver((list) => {
    for (const e of list.getEntries()) {
      if (e.hadRecentInput) continue;
      window.__seen.shift += e.value;
      for (const s of e.sources) window.__seen.moved.push(`${s.node?.nodeName.toLowerCase() ?? ""}.${s.node?.className ?? ""} ${(s.node?.textContent ?? "").trim().slice(0, 30)}`);
    }
  }).observe({ type: "layout-shift", buffered: true });
}

// structure tells what the page is made of and where it leads.
export function structure() {
  const shown = (el) => el.checkVisibility({ visibilityProperty: true });
  const name = (el) => `${el.tagName.toLowerCase()}${el.id ? `#${el.id}` : ""} ${(el.textContent || el.value || "").trim().slice(0, 40)}`;
  const html = document.documentElement;
  const links = [];
  const dead = [];
  for (const a of document.querySelectorAll("a")) {
    const to = a.getAttribute("href");
    if (to === null) { if (shown(a)) dead.push(`${name(a)}: a link to nowhere`); continue; }
    const u = new URL(to, document.baseURI);
    if (u.hash && u.pathname === location.pathname && u.search === location.search) {
      if (u.hash.length > 1 && !document.getElementById(decodeURIComponent(u.hash.slice(1)))) dead.push(`${name(a)}: no ${u.hash} on the page`);
      continue;
    }
    if (!to || to === "#" || u.protocol === "javascript:") { dead.push(`${name(a)}: ${to || "empty"}`); continue; }
    if (u.protocol === "tel:" || u.protocol === "mailto:") continue;
    links.push(u.href.replace(/#.*/, ""));
  }
  const forms = [...document.forms].map((f) => {
    const submit = [...f.elements].find((e) => (e.tagName === "BUTTON" && e.type === "submit") || (e.tagName === "INPUT" && (e.type === "submit" || e.type === "image")));
    const fields = {};
    for (const e of f.elements) {
      if (!e.name || e.disabled || e.type === "file" || ((e.type === "radio" || e.type === "checkbox") && !e.checked)) continue;
      (fields[e.name] ??= []).push(e.value);
    }
    return { action: new URL(f.getAttribute("action") || location.href, document.baseURI).href, method: f.method, files: f.enctype === "multipart/form-data", fields, submits: !!submit, visible: !!submit && shown(submit) };
  });
  for (const b of document.querySelectorAll("button")) {
    if (b.type === "submit" && !b.form && shown(b)) dead.push(`${name(b)}: a button without a form`);
    if (b.type === "button" && shown(b) && !b.popoverTargetElement && !b.hasAttribute("commandfor") && !document.scripts.length) dead.push(`${name(b)}: a button that nothing listens to`);
  }
  for (const l of document.querySelectorAll("label[for]")) if (!document.getElementById(l.htmlFor)) dead.push(`${name(l)}: a label for nothing`);
  const ids = new Set();
  for (const el of document.querySelectorAll("[id]")) { if (ids.has(el.id)) dead.push(`two elements are called ${el.id}`); ids.add(el.id); }
  const kinds = new Set();
  for (const el of document.querySelectorAll("body *")) kinds.add(`${el.tagName}.${el.className?.baseVal ?? el.className}[${el.getAttribute("type") ?? ""}${el.getAttribute("role") ?? ""}]`);
  const main = document.querySelector("main");
  // A code that has no words, such as due_soon, is no language; what is shown as bytes or code may be one.
  const code = [...document.querySelectorAll("pre,code,textarea")].map((e) => e.textContent).join(" ");
  for (const raw of new Set(document.body.innerText.match(/(?<![\w.\/@=-])[a-z]{2,}(?:_[a-z]{2,})+(?![\w.\/@=-])/g) ?? [])) if (!code.includes(raw)) dead.push(`“${raw}” is a code and no word`);
  return {
    face: html.dataset.face ?? "", lang: html.lang, mode: html.dataset.mode ?? "", contrast: html.dataset.contrast ?? "", title: document.title,
    headings: [...document.querySelectorAll("h1")].map((h) => h.textContent.trim()), text: (main ?? document.body).innerText.length, links: [...new Set(links)], forms, dead, kinds: [...kinds].sort(),
  };
}

// wide tells what is broader than the screen.
export function wide() {
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over <= 0) return [];
  const scrolls = (el) => { for (let e = el.parentElement; e; e = e.parentElement) if (getComputedStyle(e).overflowX !== "visible") return true; return false; };
  const out = [`${over} px too wide`];
  for (const el of document.querySelectorAll("body *")) {
    const r = el.getBoundingClientRect();
    if (r.right > document.documentElement.clientWidth + 0.5 && r.width > 0 && !scrolls(el) && out.length < 5) out.push(`${el.tagName.toLowerCase()}.${el.className?.baseVal ?? el.className} ${(el.textContent ?? "").trim().slice(0, 30)}`);
  }
  return out;
}

// keyboard walks the whole page with the tab key; it runs beside the page, what it asks of it runs inside.
export async function keyboard(page) {
  const want = await page.evaluate(() => {
    const out = [];
    window.__keys = new Map();
    window.__groups = new Map();
    for (const el of document.querySelectorAll("a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex]")) {
      if (el.tabIndex < 0 || el.disabled || !el.checkVisibility({ visibilityProperty: true })) continue;
      if (el.type === "radio") {
        const group = `${el.form ? [...document.forms].indexOf(el.form) : ""}/${el.name}`;
        if (window.__groups.has(group)) { window.__keys.set(el, window.__groups.get(group)); continue; }
        window.__groups.set(group, out.length);
      }
      window.__keys.set(el, out.length);
      out.push(`${el.tagName.toLowerCase()}${el.id ? `#${el.id}` : ""}${el.name ? `[${el.name}]` : ""} ${(el.textContent ?? "").trim().slice(0, 30)}`);
    }
    document.activeElement?.blur?.();
    window.scrollTo(0, 0);
    return out;
  });
  const reached = new Set();
  const faults = [];
  for (let i = 0, idle = 0; i < want.length * 3 + 10 && idle < 2; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const el = document.activeElement;
      if (!el || el === document.body) return null;
      const s = getComputedStyle(el);
      const ring = (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== "none";
      const r = el.getBoundingClientRect();
      const x = Math.min(Math.max(r.left + r.width / 2, 0), innerWidth - 1);
      const y = Math.min(Math.max(r.top + r.height / 2, 0), innerHeight - 1);
      const inside = r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
      // A link of several lines: its middle may lie between them.
      const points = [[x, y], ...[...el.getClientRects()].slice(0, 3).map((c) => [c.left + c.width / 2, c.top + c.height / 2])];
      const free = points.some(([px, py]) => { const top = document.elementFromPoint(px, py); return top && (el.contains(top) || top.contains(el) || top.closest("label")?.control === el); });
      return { key: window.__keys.get(el) ?? -1, ring, inside, free, what: `${el.tagName.toLowerCase()}${el.id ? `#${el.id}` : ""} ${(el.textContent ?? "").trim().slice(0, 30)}` };
    });
    if (!at) { idle++; continue; }
    idle = 0;
    if (reached.has(at.key)) continue;
    reached.add(at.key);
    if (!at.ring) faults.push(`${at.what}: no visible focus`);
    if (!at.inside) faults.push(`${at.what}: focus outside the screen`);
    else if (!at.free) faults.push(`${at.what}: focus is covered`);
    if (reached.size >= want.length && want.every((_, k) => reached.has(k))) break;
  }
  want.forEach((w, k) => { if (!reached.has(k)) faults.push(`${w}: not reached by the tab key`); });
  return { count: want.length, faults };
}
