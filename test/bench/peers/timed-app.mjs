/** The application as it is built, which reports when its window says that it can be used. */
import { app, ipcMain } from "electron";
import { fileURLToPath } from "node:url";

const handle = ipcMain.handle.bind(ipcMain);
ipcMain.handle = (channel, listener) =>
  handle(channel, (event, ...parameters) => {
    const [domain, name] = parameters;
    if (domain === "app" && name === "ready") process.stdout.write("interactive\n");
    return listener(event, ...parameters);
  });

const root = fileURLToPath(new URL("../../../", import.meta.url));
app.setAppPath(root);
app.setName("Bitloft");
await import(new URL("../../../out/main/index.js", import.meta.url).href);
