import { once } from "node:events";
import { join } from "node:path";
import { app, BrowserWindow } from "electron";

// The least that an Electron application can be: a window, shown when it is painted, as ours is.
void app.whenReady().then(async () => {
  const window = new BrowserWindow({ width: 1280, height: 820, show: false });
  const painted = once(window, "ready-to-show").then(() => window.show());
  await Promise.all([painted, window.loadFile(join(import.meta.dirname, "index.html"))]);
  process.stdout.write("ready\n");
});
