import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from "electron";
import { type Dispose, appError } from "../../ground/core/index.ts";
import type { CallPort } from "./call-port.ts";
import { PageCalls } from "./page-calls.ts";

export interface BindOptions {
  port: CallPort;
  /** Whether it comes from the main frame of our own window at our own address. */
  isTrusted: (event: IpcMainInvokeEvent | IpcMainEvent) => boolean;
}

/** Every call of the contract on one channel, their cancelling on another, of pages that are trusted. */
export function bindCalls({ port, isTrusted }: BindOptions): Dispose {
  const pages = new WeakMap<WebContents, PageCalls>();
  const pageOf = (contents: WebContents): PageCalls => {
    const known = pages.get(contents);
    if (known !== undefined) return known;
    const calls = new PageCalls();
    pages.set(contents, calls);
    // A page that was reloaded, crashed or closed no longer waits for anything.
    contents.on("did-start-navigation", ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) calls.cancelAll();
    });
    contents.on("render-process-gone", () => {
      calls.cancelAll();
    });
    contents.once("destroyed", () => {
      calls.cancelAll();
    });
    return calls;
  };

  ipcMain.handle("call", (event, domain: unknown, name: unknown, input: unknown, id: unknown) => {
    if (isTrusted(event)) return port.answer(pageOf(event.sender), { id, domain, name, input });
    const refusal = appError("invalid-input", "foreign-call");
    return { ok: false, error: refusal.toDto() };
  });
  const onCancel = (event: IpcMainEvent, id: unknown): void => {
    if (isTrusted(event)) pageOf(event.sender).cancel(id);
  };
  ipcMain.on("cancel", onCancel);
  return () => {
    ipcMain.removeHandler("call");
    ipcMain.removeListener("cancel", onCancel);
  };
}
