import { BrowserWindow, nativeTheme } from "electron";
import type { TextSize } from "../../../src-shared/contract/index.ts";
import type { Logger } from "../../ground/core/index.ts";

export interface MainWindowOptions {
  preloadPath: string;
  url: string;
  iconPath: string | null;
  textSize: TextSize;
  logger: Logger;
}

/** A page that crashes again this soon after a reload has a fault that another reload will not fix. */
const leastLifeMs = 10_000;

/** The smallest window in which every screen is whole. */
const minimum = { width: 720, height: 520 };

const zoomFactors: Readonly<Record<TextSize, number>> = { small: 0.9, normal: 1, large: 1.15, largest: 1.3 };

/** All that the window shows grows with the text, and so does the smallest window in which it is whole. */
export function setTextSize(window: BrowserWindow, textSize: TextSize): void {
  const factor = zoomFactors[textSize];
  window.webContents.setZoomFactor(factor);
  window.setMinimumSize(Math.round(minimum.width * factor), Math.round(minimum.height * factor));
}

/** Opens the one window. It is shown when its first frame is painted, so that no white window flashes up. */
export function openMainWindow({ preloadPath, url, iconPath, textSize, logger }: MainWindowOptions): BrowserWindow {
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
      zoomFactor: zoomFactors[textSize],
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
