import { toBridgeError } from "../../bridge/index.ts";
import type { Toasts } from "../../ui/index.ts";

/** A change is saved as it is made; one that cannot be is said. */
export async function saveSetting(toasts: Pick<Toasts, "error">, change: () => Promise<void>): Promise<void> {
  try {
    await change();
  } catch (thrown) {
    toasts.error(toBridgeError(thrown));
  }
}
