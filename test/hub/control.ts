import type { IncomingMessage } from "node:http";
import { type Fault, faultKinds, parseFault } from "./faults.ts";
import type { LogSnapshot } from "./request-log.ts";

export interface HubControl {
  addFault(fault: Fault): void;
  clearFaults(): void;
  log(): LogSnapshot;
  clearLog(): void;
}

const maxBodyCharacters = 100_000;

/**
 * `POST /__control/faults` with one fault or a list sets them, `DELETE` clears them, `GET` lists the kinds;
 * `GET /__control/log` reads the log, `DELETE` empties it.
 */
export async function controlAnswer(
  control: HubControl,
  request: IncomingMessage,
): Promise<{ status: number; text: string }> {
  const done = { status: 200, text: "{}" };
  switch (`${request.method ?? ""} ${request.url ?? ""}`) {
    case "GET /__control/faults":
      return { status: 200, text: JSON.stringify(faultKinds) };
    case "DELETE /__control/faults":
      control.clearFaults();
      return done;
    case "GET /__control/log":
      return { status: 200, text: JSON.stringify(control.log()) };
    case "DELETE /__control/log":
      control.clearLog();
      return done;
    case "POST /__control/faults":
      try {
        const wanted = JSON.parse(await textOf(request)) as unknown;
        for (const fault of (Array.isArray(wanted) ? wanted : [wanted]).map(parseFault)) control.addFault(fault);
        return done;
      } catch (error) {
        return { status: 400, text: JSON.stringify({ error: String(error) }) };
      }
    default:
      return { status: 404, text: JSON.stringify({ error: "no such control" }) };
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > maxBodyCharacters) throw new Error("too large");
  }
  return text;
}
