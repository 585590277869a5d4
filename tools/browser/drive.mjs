// Drives one Chromium for the tests: one JSON command a line on stdin, one JSON answer a line on stdout, in any order
// of ending. Debian's chromium and the packages of the lock file beside this; nothing is loaded from anywhere else.
//   {"id":1,"do":"visit",…}   opens one address and checks the page (visit.mjs)
//   {"id":2,"do":"open|go|click|fill|…",…}   one step of somebody at a browser (tab.mjs)
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { Tabs } from "./tab.mjs";
import { Visitor } from "./visit.mjs";

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];
const browser = await chromium.launch({ executablePath: process.argv[2], headless: true, args: flags, handleSIGINT: false });
const visitor = new Visitor(browser);
const tabs = new Tabs(browser);

async function answer(command) {
  try {
    if (command.do === "visit") return { out: await visitor.visit(command) };
    return { out: await tabs.step(command) };
  } catch (err) {
    return { error: String(err?.message ?? err).replace(/\u001b\[\d+m/g, "") };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  if (!line.trim()) continue;
  const command = JSON.parse(line);
  answer(command).then((got) => process.stdout.write(`${JSON.stringify({ id: command.id, ...got })}\n`));
}
await browser.close();
