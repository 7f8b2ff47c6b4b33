/** The least that Electron can show: a window of the same kind with nothing in it, which reports when it is painted. */
import { BrowserWindow, app } from "electron";

const page = `<!doctype html><title>empty</title><p>empty</p>
<script>requestAnimationFrame(() => setTimeout(() => { document.title = "painted"; }));</script>`;

app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1280,
    height: 820,
    show: false,
    webPreferences: { sandbox: true, contextIsolation: true },
  });
  window.once("ready-to-show", () => window.show());
  window.on("page-title-updated", (_event, title) => {
    if (title === "painted") process.stdout.write("interactive\n");
  });
  void window.loadURL(`data:text/html,${encodeURIComponent(page)}`);
});
app.on("window-all-closed", () => app.quit());
