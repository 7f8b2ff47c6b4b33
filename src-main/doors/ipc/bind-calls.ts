import { ipcMain, type IpcMainInvokeEvent } from "electron";
import { callNames, type Domain, type Envelope, type Handlers } from "../../../src-shared/contract/index.ts";
import { AppError, type Dispose, type Logger, toAppError } from "../../ground/core/index.ts";
import { callInputs } from "../../ground/inputs/index.ts";
import { envelop } from "./envelop.ts";

export interface BindOptions {
  handlers: () => Promise<Handlers>;
  /** What is answered before the handlers are there. */
  early: { [D in Domain]?: Partial<Handlers[D]> };
  /** Whether the call comes from the main frame of our own window at our own address. */
  isTrusted: (event: IpcMainInvokeEvent) => boolean;
  logger: Logger;
}

type AnyHandler = (input: unknown) => Promise<unknown>;

/**
 * Every call of the contract on one channel: sender checked, name checked, input parsed, failure put into an envelope.
 * Handlers may come later than the window, so that the window need not wait for the database.
 */
export function bindCalls({ handlers, early, isTrusted, logger }: BindOptions): Dispose {
  const answer = async (
    event: IpcMainInvokeEvent,
    domain: unknown,
    name: unknown,
    input: unknown,
  ): Promise<unknown> => {
    if (!isTrusted(event)) throw new AppError("invalid-input", "The call did not come from Bitloft's window.");
    if (!isDomain(domain) || typeof name !== "string" || !(callNames[domain] as readonly string[]).includes(name)) {
      throw new AppError("invalid-input", "There is no such call.");
    }
    const schema = (callInputs[domain] as Record<string, import("zod").ZodType>)[name];
    const parsed = schema?.safeParse(input);
    if (!parsed?.success) {
      const first = parsed?.error.issues[0];
      throw new AppError("invalid-input", first?.message ?? "The input is not valid.", {
        field: first?.path.join(".") ?? "",
      });
    }
    const begun = early[domain] as unknown as Record<string, AnyHandler> | undefined;
    const handler = begun?.[name] ?? ((await handlers())[domain] as unknown as Record<string, AnyHandler>)[name];
    return handler?.(parsed.data);
  };

  ipcMain.handle("call", async (event, domain: unknown, name: unknown, input: unknown): Promise<Envelope<unknown>> => {
    try {
      return envelop(await answer(event, domain, name, input));
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === "internal")
        logger.error("a call failed", { call: `${String(domain)}.${String(name)}`, error });
      return { ok: false, error: error.toDto() };
    }
  });
  return () => {
    ipcMain.removeHandler("call");
  };
}

function isDomain(value: unknown): value is Domain {
  return typeof value === "string" && Object.hasOwn(callNames, value);
}
