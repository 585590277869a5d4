// Lighthouse on pages of a running site, in its mobile preset, each page anew; prints one JSON line a page beside the
// limits of the design. The middle of three runs counts, since the machine does other things too.
//   node tools/lighthouse/run.mjs http://127.0.0.1:8080 portal=/ guide=/guide/x progress=/progress
// Ends with 1 when a page is below a limit.
import * as chromeLauncher from "chrome-launcher";
import lighthouse from "lighthouse";

const limits = { performance: 95, accessibility: 95, "best-practices": 95, seo: 95, lcp_ms: 1500 };
const [site, ...pages] = process.argv.slice(2);
const chrome = await chromeLauncher.launch({
  chromePath: process.env.CHROME_PATH ?? "/usr/bin/chromium",
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
let low = false;
try {
  for (const page of pages) {
    const [name, path] = page.split(/=(.*)/s);
    const runs = [];
    for (let i = 0; i < 3; i++) runs.push(await once(site + path));
    const figures = Object.fromEntries(Object.keys(limits).map((k) => [k, middle(runs.map((r) => r[k]))]));
    const ok = Object.entries(limits).every(([k, limit]) => (k === "lcp_ms" ? figures[k] <= limit : figures[k] >= limit));
    low ||= !ok;
    console.log(JSON.stringify({ name: `lighthouse ${name}`, ok, ...figures, limits, bytes: middle(runs.map((r) => r.bytes)), shift: middle(runs.map((r) => r.shift)), missed: ok ? undefined : runs[0].missed }));
  }
} finally {
  await chrome.kill();
}
process.exitCode = low ? 1 : 0;

async function once(url, again = 2) {
  const { lhr } = await lighthouse(url, { port: chrome.port, output: "json", logLevel: "silent", locale: "zh" });
  if (lhr.runtimeError && again > 0) return once(url, again - 1); // a busy machine may lose the trace
  if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
  const score = Object.fromEntries(Object.entries(lhr.categories).map(([k, c]) => [k, Math.round(c.score * 100)]));
  const missed = Object.values(lhr.categories).flatMap((c) => c.auditRefs.filter((r) => r.weight > 0 && lhr.audits[r.id].score !== null && lhr.audits[r.id].score < 0.9).map((r) => `${r.id} ${lhr.audits[r.id].displayValue ?? ""}`.trim()));
  return { ...score, lcp_ms: Math.round(lhr.audits["largest-contentful-paint"].numericValue), bytes: lhr.audits["total-byte-weight"].numericValue, shift: lhr.audits["cumulative-layout-shift"].numericValue, missed };
}

function middle(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
