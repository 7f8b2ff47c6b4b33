import { contextBridge, ipcRenderer } from "electron";
import { type Wire, callNames, cancelCall, eventNames } from "../../../src-shared/contract/index.ts";
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
    return ipcRenderer.invoke("call", domain, name, input, id);
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

withholdSockets();
contextBridge.exposeInMainWorld("api", wire);
