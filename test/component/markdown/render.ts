import { render, waitFor } from "@testing-library/svelte";
import { vi } from "vitest";
import InEnglish from "./InEnglish.svelte";

/** Renders an answer and waits until all of it is parsed: on a busy machine that takes more than one frame. */
export async function renderMarkdown(text: string, live = false) {
  const onlink = vi.fn<(url: string) => void>();
  const view = render(InEnglish, { text, live, onlink });
  const root = view.container.querySelector(".markdown");
  if (!root) throw new Error("nothing was rendered");
  await waitFor(() => {
    if (root.getAttribute("aria-busy") === "true") throw new Error("not yet");
  });
  return { ...view, root, onlink };
}
