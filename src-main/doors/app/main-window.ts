import { BrowserWindow, nativeTheme } from "electron";
import type { Logger } from "../../ground/core/index.ts";

export interface MainWindowOptions {
  preloadPath: string;
  url: string;
  iconPath: string | null;
  logger: Logger;
}

/** A page that crashes again this soon after a reload has a fault that another reload will not fix. */
const leastLifeMs = 10_000;

/** The smallest window in which every screen is whole. */
const minimum = { width: 720, height: 520 };

/** Opens the one window. It is shown when its first frame is painted, so that no white window flashes up. */
export function openMainWindow({ preloadPath, url, iconPath, logger }: MainWindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 820,
    minWidth: minimum.width,
    minHeight: minimum.height,
    show: false,
    title: "Bitloft",
    // The window's own --bg in both themes: what is seen until the first paint.
    backgroundColor: nativeTheme.shouldUseDarkColors ? "#0f1217" : "#fafbfc",
    autoHideMenuBar: true,
    ...(iconPath === null ? {} : { icon: iconPath }),
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  window.once("ready-to-show", () => {
    window.show();
  });
  const load = (): void => {
    // A window that is closed while it loads rejects as well.
    window.loadURL(url).catch((error: unknown) => {
      logger.warn("the window's page did not load", { error: String(error) });
    });
  };
  let reloadedAt = -Infinity;
  window.webContents.on("render-process-gone", (_event, { reason, exitCode }) => {
    logger.error("the window's process is gone", { reason, exitCode });
    // Downloads, engine and conversations live in the main process: the page only has to ask for them again.
    if (reason === "clean-exit" || Date.now() - reloadedAt < leastLifeMs) return;
    reloadedAt = Date.now();
    // Not from within the event: Chromium is still taking the dead process down and would go down with it.
    setImmediate(() => {
      if (!window.isDestroyed()) load();
    });
  });
  load();
  return window;
}
