import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type BrowserWindow, app, ipcMain } from "electron";
import {
  bundleUrl,
  createApplicationMenu,
  ElectronDesktop,
  FileLogger,
  KeychainVault,
  cutNetwork,
  findAppPaths,
  isBundleUrl,
  lockDown,
  openMainWindow,
  setTextSize,
  registerBundleScheme,
  runtime,
  serveBundle,
} from "./doors/app/index.ts";
import type { EventName, Events, Handlers } from "../src-shared/contract/index.ts";
import { type DesktopWords, chooseLanguage, desktopWords } from "../src-shared/words/index.ts";
import { DisposableStore } from "./ground/core/index.ts";
import { inTime } from "./ground/timing/index.ts";
import { CallPort, bindCalls } from "./doors/ipc/index.ts";
import { FileSettings, defaultDataFolder, hubEndpoint } from "./ground/settings/index.ts";

const surroundings = { platform: process.platform, home: homedir(), env: process.env };
if (!app.commandLine.hasSwitch("user-data-dir")) app.setPath("userData", defaultDataFolder(surroundings));

// Vite's address while developing; a build has none, and a package never reads it.
const developmentUrl = app.isPackaged ? undefined : process.env["ELECTRON_RENDERER_URL"];
const isOwnAddress = (address: string): boolean =>
  isBundleUrl(address) || (developmentUrl !== undefined && new URL(address).origin === new URL(developmentUrl).origin);

let window: BrowserWindow | null = null;
/** A drive that does not answer must not keep a person from quitting; what is on the disk is whole at any moment. */
const longestCloseMs = 15_000;
/** A page that never says that it is drawn must not keep the services from starting. */
const longestDrawMs = 1500;
let starting: Promise<unknown> = Promise.resolve();
const disposables = new DisposableStore();
const paths = findAppPaths();
const logger = new FileLogger(join(app.getPath("userData"), "bitloft.log"));

function send<E extends EventName>(event: E, payload: Events[E]): void {
  if (window === null || window.isDestroyed()) return;
  try {
    window.webContents.send(`event:${event}`, payload);
  } catch (error) {
    // A window that is going away must not disturb the service that had news for it.
    logger.warn("the window could not be told", { event, error: String(error) });
  }
}

const vault = new KeychainVault(join(app.getPath("userData"), "hub-token"));
const proxyVault = new KeychainVault(join(app.getPath("userData"), "proxy-password"));
const settings = new FileSettings({
  dataFolder: app.getPath("userData"),
  hubEndpoint: (setting) => hubEndpoint(setting, process.env),
  vault,
  proxyVault,
  logger,
});

/** In the language that the window speaks too: both go by Electron's own locale, which is the first of the page's. */
function words(): DesktopWords {
  return desktopWords[chooseLanguage(settings.get().language, [app.getLocale()])];
}

/** Resolves when the first screen is drawn. Reading the services' code before would hold up the page that main serves. */
function firstScreen(): { drawn: Promise<void>; tell: () => void } {
  let tell = (): void => undefined;
  const drawn = new Promise<void>((resolve) => {
    tell = resolve;
    setTimeout(resolve, longestDrawMs);
  });
  return { drawn, tell };
}

/** Opens the database and everything behind it. */
async function startServices(): Promise<Handlers<AbortSignal>> {
  const { DownloadFollower, createServices, createHandlers, forwardEvents } = await import("./composition/index.ts");
  const desktop = new ElectronDesktop(() => window, words);
  const services = await createServices({
    dataFolder: app.getPath("userData"),
    env: process.env,
    vault,
    settings,
    logger,
    paths,
    systemProxy: (url) => desktop.systemProxy(url),
  });
  disposables.add(() => services.dispose());
  disposables.add(forwardEvents(services, send));
  // A backup that took its place brought others than those that the window has begun with.
  if (services.databaseNotice?.kind === "backup-restored") send("settings", settings.view());
  disposables.add(services.requests.addDoor(() => window !== null));
  services.restore().catch((error: unknown) => {
    logger.error("what the last run left could not be taken up", { error: String(error) });
  });
  const follower = new DownloadFollower({
    signs: desktop,
    words,
    wantsNotification: () => settings.get().notifyDownloads,
  });
  disposables.add(
    services.downloads.onChange((all) => {
      follower.follow(all);
    }),
  );
  return createHandlers(services, desktop, {
    version: app.getVersion(),
    platform: process.platform,
    electron: process.versions.electron,
    developmentRuntime: runtime.isFallback,
    dataFolder: app.getPath("userData"),
  });
}

/** Brings to the disk what is on its way there. Services that are still starting are waited for: then they can be closed. */
async function closeServices(): Promise<void> {
  const closed = starting.catch(() => undefined).then(() => disposables.dispose());
  try {
    await inTime(closed, longestCloseMs, () => {
      throw new Error(`still at it after ${longestCloseMs} ms`);
    });
  } catch (error) {
    logger.error("not everything could be closed", { error: String(error) });
  }
}

function applyTextSize(): void {
  if (window !== null && !window.isDestroyed()) setTextSize(window, settings.get().textSize);
}

function openWindow(): void {
  window = openMainWindow({
    preloadPath: join(import.meta.dirname, "../preload/index.cjs"),
    url: developmentUrl ?? bundleUrl,
    iconPath: paths.icon,
    textSize: settings.get().textSize,
    logger,
  });
  // Chromium keeps a page's zoom by its address: what the menu left there is not what was chosen.
  window.webContents.on("dom-ready", applyTextSize);
  window.on("closed", () => {
    window = null;
  });
}

process.on("unhandledRejection", (reason) => {
  logger.error("an unhandled rejection", { error: reason });
});
process.on("uncaughtExceptionMonitor", (error) => {
  logger.error("an uncaught exception", { error });
});

if (app.requestSingleInstanceLock()) {
  registerBundleScheme();
  cutNetwork(developmentUrl);
  // Not `await`: in an ES-module main, a top-level wait for `ready` never ends.
  void app.whenReady().then(() => {
    lockDown(isOwnAddress, developmentUrl);
    serveBundle(join(import.meta.dirname, "../renderer"));
    createApplicationMenu(words());
    let spoken = words();
    let { textSize } = settings.get();
    disposables.add(
      settings.onChange(({ settings: now }) => {
        if (now.textSize !== textSize) {
          textSize = now.textSize;
          applyTextSize();
        }
        if (words() === spoken) return;
        spoken = words();
        createApplicationMenu(spoken);
      }),
    );
    const screen = firstScreen();
    const services = screen.drawn.then(startServices);
    starting = services;
    services.catch((error: unknown) => {
      logger.error("the services did not start", { error: String(error) });
    });
    const port = new CallPort({
      handlers: () => services,
      early: {
        settings: { get: () => Promise.resolve(settings.view()) },
        app: {
          ready() {
            screen.tell();
            return Promise.resolve(null);
          },
        },
      },
      logger,
    });
    disposables.add(
      bindCalls({
        port,
        isTrusted: ({ senderFrame, sender }) =>
          window !== null &&
          sender === window.webContents &&
          senderFrame === window.webContents.mainFrame &&
          isOwnAddress(senderFrame.url),
      }),
    );
    openWindow();
    app.on("activate", () => {
      if (window === null) openWindow();
    });
  });
  app.on("second-instance", () => {
    if (window === null) return;
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });
  let closing: Promise<void> | null = null;
  let closed = false;
  app.on("before-quit", (event) => {
    if (closed) return;
    event.preventDefault();
    // Once, however often it is asked for: a second wish to quit must not cut the first one's work short.
    closing ??= closeServices().finally(() => {
      closed = true;
      ipcMain.removeAllListeners();
      app.quit();
    });
  });
} else {
  app.quit();
}
