import type { FallbackForm } from "../../../src-shared/contract/index.ts";
import { say } from "../../../src-shared/words/index.ts";
import type { Sessions } from "../../answers/engine/index.ts";
import { type Terminal, printable } from "./terminal.ts";

/** Says, when it turns out, that the model is not asked as its maker meant, and when it is again. Returns what ends it. */
export function tellFallback(
  terminal: Pick<Terminal, "note">,
  sessions: Pick<Sessions, "state" | "onChange">,
): () => void {
  let told = sessions.state().fallbackForm;
  return sessions.onChange(({ fallbackForm }) => {
    if (JSON.stringify(fallbackForm?.reason) === JSON.stringify(told?.reason)) return;
    told = fallbackForm;
    terminal.note(printable(fallbackWords(fallbackForm)));
  });
}

function fallbackWords(form: FallbackForm | null): string {
  if (form === null) return "The chat template in this model's file is used again.";
  const { name, temporary } = form;
  const reason = say(form.reason);
  return temporary
    ? `The chat template in this model's file was given up for now (${reason}). Questions are written in the ${name} form until it works, so answers may be worse. It is tried again.`
    : `The chat template in this model's file does not work (${reason}). Questions are written in the ${name} form instead, so answers may be worse.`;
}
