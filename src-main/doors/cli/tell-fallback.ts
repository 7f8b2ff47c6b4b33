import type { FallbackForm } from "../../../src-shared/contract/index.ts";
import { say } from "../../../src-shared/words/index.ts";
import type { Sessions } from "../../answers/engine/index.ts";
import { type Terminal, printable } from "./terminal.ts";

/** Says, when it turns out, that the model is not asked as its maker meant, and when it is again. Returns what ends it. */
export function tellFallback(
  terminal: Pick<Terminal, "note" | "language" | "words">,
  sessions: Pick<Sessions, "state" | "onChange">,
): () => void {
  let told = sessions.state().fallbackForm;
  return sessions.onChange(({ fallbackForm }) => {
    if (JSON.stringify(fallbackForm?.reason) === JSON.stringify(told?.reason)) return;
    told = fallbackForm;
    terminal.note(printable(fallbackWords(fallbackForm, terminal)));
  });
}

function fallbackWords(form: FallbackForm | null, { language, words }: Pick<Terminal, "language" | "words">): string {
  const { chat } = words;
  if (form === null) return chat.templateUsedAgain;
  const { name, temporary } = form;
  const reason = say(form.reason, language);
  return temporary ? chat.templateFailsForNow(reason, name) : chat.templateFails(reason, name);
}
