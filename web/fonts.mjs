// Copies the CJK font of printed documents, with its licence, out of the npm package into the folder that
// internal/infra/pdf embeds. One weight: the renderer draws bold by stroking, so a second font of 10 MB is spared.
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const from = join(here, "node_modules/@expo-google-fonts/noto-sans-sc");
const to = join(here, "../internal/infra/pdf/dist");

mkdirSync(to, { recursive: true });
const font = join(from, "400Regular/NotoSansSC_400Regular.ttf");
const magic = readFileSync(font).readUInt32BE(0);
if (magic !== 0x00010000) {
  console.error(`fonts: ${font} is no TrueType font`);
  process.exit(1);
}
copyFileSync(font, join(to, "NotoSansSC-Regular.ttf"));
copyFileSync(join(from, "LICENSE_FONT"), join(to, "NotoSansSC-OFL.txt"));
