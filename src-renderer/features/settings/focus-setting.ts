/** Puts the focus on the control of a setting, by the words that it is labelled with, and brings it into view. */
export function focusSetting(page: ParentNode, label: string): void {
  const control = controlOf(page, label);
  control?.scrollIntoView({ block: "center" });
  control?.focus({ preventScroll: true });
}

function controlOf(page: ParentNode, label: string): HTMLElement | null {
  const isCalled = (element: Element): boolean =>
    (element.getAttribute("aria-label") ?? element.textContent).trim().startsWith(label);
  for (const element of page.querySelectorAll("label, [role=radiogroup], .folder")) {
    if (!isCalled(element)) continue;
    const field = element instanceof HTMLLabelElement ? element.control : null;
    return field ?? element.querySelector("input:checked") ?? element.querySelector(":is(button,input,select)");
  }
  return null;
}
