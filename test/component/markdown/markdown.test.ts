import { screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { renderMarkdown } from "./render.ts";

describe("what an answer is made of", () => {
  test("headings stay below the page's own", async () => {
    const { root } = await renderMarkdown("# One\n\n###### Six");
    expect([...root.querySelectorAll("h1,h2,h3,h4,h5,h6")].map((each) => each.localName)).toEqual(["h3", "h6"]);
  });

  test("a list goes on after the code between its items", async () => {
    const { root } = await renderMarkdown("1. Do:\n```sh\nls\n```\n2. Then stop.");
    const lists = root.querySelectorAll("ol");
    expect(lists).toHaveLength(2);
    expect(lists[1]?.start).toBe(2);
    expect(root.querySelector("pre")?.textContent).toBe("ls");
  });

  test("prices are not formulas, formulas are", async () => {
    const { root } = await renderMarkdown("It costs $5, not $10. But $x^2$, \\(a+b\\) and\n\n\\[\nE = mc^2\n\\]");
    await waitFor(() => expect(root.querySelectorAll("math")).toHaveLength(3));
    expect(root.querySelector("math")?.namespaceURI).toBe("http://www.w3.org/1998/Math/MathML");
    expect(root.textContent).toContain("It costs $5, not $10.");
    expect(root.querySelectorAll("[style]")).toHaveLength(0);
    expect(root.querySelectorAll("annotation")).toHaveLength(0);
  });

  test("a formula that cannot be read shows its source", async () => {
    const { root } = await renderMarkdown("\\(\\frac{a\\) and $x$");
    await waitFor(() => expect(root.querySelectorAll("math")).toHaveLength(1));
    expect(root.textContent).toContain("\\frac{a");
    expect(root.querySelectorAll("[style]")).toHaveLength(0);
  });

  test("code is coloured when its language is known, and only then", async () => {
    const { root } = await renderMarkdown("```ts\nconst a = 1;\n```\n\n```nonsense\nconst a = 1;\n```");
    await waitFor(() => expect(root.querySelector(".hljs-keyword")?.textContent).toBe("const"));
    const [known, unknown] = [...root.querySelectorAll("pre")];
    expect(known?.textContent).toBe("const a = 1;");
    expect(unknown?.querySelectorAll("span")).toHaveLength(0);
  });

  test("code is copied whole, by the old way where the clipboard is denied", async () => {
    const user = userEvent.setup();
    const write = vi.spyOn(navigator.clipboard, "writeText").mockRejectedValueOnce(new Error("denied"));
    const command = vi.fn(() => true);
    Object.assign(document, { execCommand: command });
    await renderMarkdown("```\na\n\nb\n```");
    await user.click(screen.getByRole("button", { name: "Copy code" }));
    expect(write).toHaveBeenCalledWith("a\n\nb");
    expect(command).toHaveBeenCalledWith("copy");
    expect(await screen.findByRole("button", { name: "Copied" })).toBeTruthy();
  });

  test("references find definitions in other blocks", async () => {
    const { root } = await renderMarkdown("See [the page][p].\n\nAnd more.\n\n[p]: https://example.org/page");
    expect(root.querySelector("a")?.getAttribute("href")).toBe("https://example.org/page");
    expect(root.textContent).not.toContain("[p]");
  });

  test("tables scroll, align and are named", async () => {
    const { root } = await renderMarkdown("| a | b |\n|:--|--:|\n| 1 | 2 |");
    expect(screen.getByRole("group", { name: "Table" }).tabIndex).toBe(0);
    expect(root.querySelector("td:last-child")?.getAttribute("data-align")).toBe("right");
  });

  test("tasks say whether they are done", async () => {
    await renderMarkdown("- [x] one\n- [ ] two");
    expect(screen.getByRole("img", { name: "Done:" })).toBeTruthy();
    expect(screen.getByRole("img", { name: "To do:" })).toBeTruthy();
  });
});

describe("marks of reasoning", () => {
  test("are text here: main has taken what is reasoning out of the answer", async () => {
    const { root } = await renderMarkdown("Models write\n\n<think>\nhm\n</think>\n\nfirst.");
    expect(root.querySelector("details")).toBeNull();
    expect(root.textContent).toContain("hm");
    expect(root.textContent).toContain("first.");
  });

  test("in code are code", async () => {
    const { root } = await renderMarkdown("Write:\n\n```\n<think>\nhm\n</think>\n```");
    expect(root.querySelector("pre")?.textContent).toBe("<think>\nhm\n</think>");
  });
});

test("what an answer grows by is drawn in the frame in which it comes, and asks for no other", async () => {
  const { root, rerender } = await renderMarkdown("One", true);
  // What the beginning has asked for is over.
  await new Promise(requestAnimationFrame);
  onTestFinished(() => void vi.restoreAllMocks());
  const later = performance.now() + 1000;
  vi.spyOn(performance, "now").mockReturnValue(later);
  const frames = vi.spyOn(window, "requestAnimationFrame").mockReturnValue(1);
  await rerender({ text: "One two" });
  expect(root.textContent.trim()).toBe("One two");
  expect(frames).not.toHaveBeenCalled();
});
