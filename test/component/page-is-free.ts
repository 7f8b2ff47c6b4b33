import { waitFor } from "@testing-library/svelte";

/** A menu that closes holds the pointer for a moment longer: what is clicked meanwhile is clicked in vain. */
export const pageIsFree = (): Promise<void> =>
  waitFor(() => {
    if (document.body.style.pointerEvents === "none") throw new Error("a menu still holds the pointer");
  });
