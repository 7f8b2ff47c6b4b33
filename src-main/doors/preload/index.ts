import { contextBridge, ipcRenderer, webUtils } from "electron";
import { type Wire, callNames, cancelCall, droppedFilesCalls, eventNames } from "../../../src-shared/contract/index.ts";
import { withholdSockets } from "./withhold-sockets.ts";

const known = new Set(Object.entries(callNames).flatMap(([domain, names]) => names.map((name) => `${domain}.${name}`)));
const events = new Set<string>(eventNames);

const wire: Wire = {
  call(domain, name, input, id) {
    if (domain === cancelCall[0] && name === cancelCall[1]) {
      ipcRenderer.send("cancel", input);
      return Promise.resolve(null);
    }
    if (!known.has(`${domain}.${name}`)) return Promise.reject(new Error(`no such call: ${domain}.${name}`));
    return ipcRenderer.invoke("call", domain, name, withPaths(domain, name, input), id);
  },
  on(event, listener) {
    if (!events.has(event)) throw new Error(`no such event: ${event}`);
    const forward = (_: unknown, payload: unknown): void => {
      listener(payload);
    };
    ipcRenderer.on(`event:${event}`, forward);
    return () => {
      ipcRenderer.removeListener(`event:${event}`, forward);
    };
  },
};

/** In the place of files that were dropped on the page their paths, which it never sees: so it cannot name any other. */
function withPaths(domain: string, name: string, input: unknown): unknown {
  if (!droppedFilesCalls.some((call) => call[0] === domain && call[1] === name)) return input;
  const files: unknown = typeof input === "object" && input !== null && "files" in input ? input.files : [];
  return { files: Array.isArray(files) ? files.map(pathOf).filter((path) => path !== "") : [] };
}

/** Empty for what is no file of the disk. */
function pathOf(file: unknown): string {
  try {
    return webUtils.getPathForFile(file as File);
  } catch {
    return "";
  }
}

withholdSockets();
contextBridge.exposeInMainWorld("api", wire);
