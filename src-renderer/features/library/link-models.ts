import type { Job } from "../../../src-shared/contract/index.ts";
import type { WindowWords } from "../../../src-shared/words/index.ts";
import { toBridgeError } from "../../bridge/index.ts";
import type { Toasts } from "../../ui/index.ts";

/** Says what became of models that were taken over, and what could not be. */
export async function linkThem(
  begin: () => Promise<Job<"link"> | null>,
  { toasts, words }: { toasts: Toasts; words: WindowWords["stores"] },
): Promise<void> {
  try {
    const ended = await begin();
    if (ended?.error) toasts.error(ended.error);
    if (!ended?.result) return;
    const { added, refused } = ended.result;
    const [first] = refused;
    if (added.length > 0 || first === undefined)
      toasts.show(words.added(added.map(({ name }) => name)), { tone: "good" });
    if (first === undefined) return;
    if (refused.length === 1) toasts.error(first.error);
    else toasts.show(words.refused(refused.map(({ name }) => name)), { tone: "warn", stays: true });
  } catch (thrown) {
    toasts.error(toBridgeError(thrown));
  }
}
