import { tick } from "svelte";

/**
 * Puts the focus on a control of a message that has come in another one's place, or on the message's first one where that one cannot be
 * used. `id`: of the message; nothing happens where it is not shown.
 */
export async function focusMessage(id: string | undefined, control: string): Promise<void> {
  await tick();
  const message = [...document.querySelectorAll<HTMLElement>("[data-message]")].find(
    (one) => one.dataset["message"] === id,
  );
  const controls = [...(message?.querySelectorAll<HTMLElement>("[data-control]:not(:disabled)") ?? [])];
  (controls.find((one) => one.dataset["control"] === control) ?? controls[0])?.focus({ preventScroll: true });
}
