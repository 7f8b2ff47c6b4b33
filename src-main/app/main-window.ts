import { BrowserWindow, nativeTheme } from "electron";

export interface MainWindowOptions {
  preloadPath: string;
  url: string;
  iconPath: string | null;
}

/** The smallest window in which every screen is whole. */
const minimum = { width: 720, height: 520 };

/** Opens the one window. It is shown when its first frame is painted, so that nobody sees white. */
export function openMainWindow({ preloadPath, url, iconPath }: MainWindowOptions): BrowserWindow {
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
  void window.loadURL(url);
  return window;
}
