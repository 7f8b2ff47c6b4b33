import { screen } from "@testing-library/svelte";

/** The popover with that label, once it is open. jsdom places nothing, and what has no place yet counts as hidden there. */
export async function openPopover(label: string): Promise<HTMLElement> {
  return screen.findByLabelText(label, { selector: "[data-popover]" });
}
