import { toBridgeError } from "../../bridge/index.ts";
import type { TakenBack } from "../../state/asking.svelte.ts";
import type { LanguageState } from "../../state/language.svelte.ts";
import type { Toasts } from "../../ui/index.ts";

/** A change is saved as it is made; one that cannot be is said. */
export async function saveSetting(toasts: Pick<Toasts, "error">, change: () => Promise<void>): Promise<void> {
  try {
    await change();
  } catch (thrown) {
    toasts.error(toBridgeError(thrown));
  }
}

/** The same for a change that may take the place of a person's own instructions, which can be had back for a while. */
export async function replaceSettings(
  toasts: Toasts,
  language: LanguageState,
  change: () => Promise<TakenBack | null>,
): Promise<void> {
  await saveSetting(toasts, async () => {
    const takeBack = await change();
    if (takeBack === null) return;
    const { instructionsReplaced, takeBack: label } = language.words.asking;
    toasts.show(instructionsReplaced, { action: { label, onclick: () => void saveSetting(toasts, takeBack) } });
  });
}
