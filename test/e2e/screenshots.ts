import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { root } from "../../scripts/setup/paths.mjs";
import { type Screen, type Stage, openStage, setSize, setTheme, stages } from "./support/screens.ts";

const sizes = [
  { name: "1280x820", width: 1280, height: 820 },
  { name: "900x600", width: 900, height: 600 },
] as const;
const folder = join(root, "out", "screenshots");

/** Every screen, in both themes and two sizes, from the real window. */
async function shoot({ app }: Stage, list: readonly Screen[]): Promise<void> {
  for (const size of sizes) {
    await setSize(app, size.width, size.height);
    for (const theme of ["dark", "light"] as const) {
      await setTheme(app.page, theme);
      for (const screen of list) {
        await screen.open(app.page);
        // Animations end before the picture is taken.
        await app.page.screenshot({
          path: join(folder, `${screen.name}-${theme}-${size.name}.png`),
          animations: "disabled",
        });
        await screen.leave?.(app.page);
      }
    }
  }
}

await mkdir(folder, { recursive: true });
for (const [kind, list] of stages) {
  const stage = await openStage(kind);
  try {
    await shoot(stage, list);
  } finally {
    await stage.close();
  }
}
process.stdout.write(`Screenshots are in ${folder}\n`);
