import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { root } from "../../scripts/setup/paths.mjs";
import { type Stage, inEveryLanguage, openStage, setSize, setTheme, stageNames } from "./support/screens.ts";
import { backToThisComputer, go, openRepository, showMachine } from "./support/window.ts";

const sizes = [
  { name: "1280x820", width: 1280, height: 820 },
  { name: "900x600", width: 900, height: 600 },
] as const;
const folder = join(root, "out", "screenshots");

/** Every screen, in every language, in both themes and two sizes, from the real window. */
async function shoot({ app, screens }: Stage): Promise<void> {
  for (const size of sizes) {
    await setSize(app, size.width, size.height);
    for (const theme of ["dark", "light"] as const) {
      await setTheme(app.page, theme);
      for (const screen of screens) {
        await screen.open(app.page);
        await inEveryLanguage(app.page, async (language) => {
          const name = [screen.name, theme, size.name, ...(language === "en" ? [] : [language])].join("-");
          // Animations end before the picture is taken.
          await app.page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled" });
        });
        await screen.leave?.(app.page);
      }
    }
  }
}

/** Computers of six kinds of people, as each of them would see the same model. */
const machines = [
  "laptop 8 gb 4 cores",
  "laptop rtx 4060",
  "desktop rtx 4070",
  "mac m2 16",
  "mac m3 ultra",
  "server cloud 8 cores",
];

async function shootMachines({ app }: Stage): Promise<void> {
  const { page } = app;
  await setSize(app, 1280, 1000);
  await setTheme(page, "dark");
  await go(page, "Discover");
  for (const model of ["Llama-3.1-8B", "Qwen3-30B-A3B"]) {
    await openRepository(page, model, new RegExp(`^${model.replaceAll("-", "[- ]")}`));
    for (const machine of machines) {
      await showMachine(page, machine);
      await page.screenshot({
        path: join(folder, `${model} on ${machine}.png`.replaceAll(" ", "-").toLowerCase()),
        animations: "disabled",
      });
    }
    await backToThisComputer(page);
  }
}

await mkdir(folder, { recursive: true });
/** All, or those that are named: `npm run screenshots -- used told`. */
const wanted = stageNames.filter((name) => process.argv.length < 3 || process.argv.includes(name));
for (const name of wanted) {
  const stage = await openStage(name);
  try {
    await shoot(stage);
    if (name === "used") await shootMachines(stage);
  } finally {
    await stage.close();
  }
}
process.stdout.write(`Screenshots are in ${folder}\n`);
