import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { MAX_BRACKETS, MAX_INLINE_WEIGHT, MAX_PROMPT_CHARS } from "../../../src-renderer/markdown/limits.ts";
import { renderMarkdown } from "./render.ts";

/** Every element that an answer may put on the page, by name. */
const allowed = new Set(
  [
    "div span p h3 h4 h5 h6 ul ol li blockquote em strong del br hr code pre figure button svg path rect line circle",
    "a small sup sub table thead tbody tr th td details summary math semantics",
    "mrow mi mn mo msup msub mfrac msqrt mtext mstyle mspace mtable mtr mtd mpadded mover munder msubsup menclose",
  ].flatMap((names) => names.split(" ")),
);

const corpus: Record<string, string> = {
  script: "<script>alert(1)</script>",
  "script over lines": "<script>\nalert(1)\n\n</script>\n\n<style>*{display:none}</style>",
  "event handlers": '<img src=x onerror=alert(1)> <svg onload=alert(1)> <body onload="x()"> <div onclick=x()>a</div>',
  frames: '<iframe src="https://evil.example"></iframe><object data="x"></object><embed src="x">',
  "javascript links": "[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) <javascript:alert(1)> [c](java\nscript:x)",
  "encoded javascript":
    "[a](&#106;avascript:alert(1)) [b](javascript&colon;alert(1)) [c](\\u006aavascript:x) [d](  javascript:x)",
  "data and file":
    "[a](data:text/html,<script>x</script>) [b](file:///etc/passwd) [c](vbscript:x) [d](blob:https://x/y)",
  "bitloft's own protocol": "[a](app://bundle/x) [b](//evil.example) [c](/local) [d](#fragment) [e](chrome://settings)",
  "addresses with a name in them": "[bank](https://bank.example@evil.example/)",
  images: "![a](https://evil.example/pixel.png) ![b](http://x/y) ![c](data:image/png;base64,AAAA) ![d](file:///x)",
  "image in a link":
    "[![x](https://evil.example/p.png)](javascript:alert(1)) [![y](https://e.example/p.png)](https://ok.example)",
  "references to script": "[a][x] ![b][x]\n\n[x]: javascript:alert(1)",
  "formulas with links":
    "$\\href{javascript:alert(1)}{x}$ \\(\\includegraphics{https://evil.example/x.png}\\) $\\url{https://e.example}$",
  "formulas with html":
    "$\\htmlClass{a}{x}$ $\\htmlStyle{color:red}{x}$ $\\htmlData{a=b}{x}$ $\\text{<img src=x onerror=y>}$",
  "formulas with styles": "$\\textcolor{red}{x}$ $\\fcolorbox{red}{blue}{x}$ $\\rule{1em}{1em}$ $\\pmb{x}$",
  "language names": '```"><script>alert(1)</script>\nx\n```\n\n```js onload=x\ny\n```',
  "html in code": "`<img src=x onerror=alert(1)>`\n\n```html\n<script>alert(1)</script>\n```",
  "html in tables": "| <script>x</script> | b |\n|--|--|\n| <img src=x onerror=y> | [l](javascript:x) |",
  "html in reasoning": "<think><script>x</script><img src=x onerror=y></think><form action=x><input name=y></form>",
  clobbering: '<a id="body" name="location">x</a>\n\n# cookie\n\n[^__proto__]: x\n\ny[^__proto__] z[^constructor]',
  "comments and declarations": "<!-- x --><!DOCTYPE html><?php x ?><![CDATA[x]]>",
};

describe.each(Object.entries(corpus))("hostile: %s", (_name, text) => {
  test.each([false, true])("makes nothing that acts (live: %s)", async (live) => {
    const { root, onlink } = await renderMarkdown(text, live);
    for (const element of root.querySelectorAll("*")) {
      expect(allowed, element.outerHTML).toContain(element.localName);
      for (const { name, value } of element.attributes) {
        expect(name).not.toMatch(/^on|^style$|^src|^id$|^name$|^formaction$|^xlink/i);
        if (name === "href") expect(value).toMatch(/^(?:https:\/\/|mailto:)/);
        if (name === "href") expect(value).not.toContain("@evil");
      }
    }
    expect(onlink).not.toHaveBeenCalled();
  });
});

describe("links", () => {
  test("ask, and go nowhere by themselves", async () => {
    const { root, onlink } = await renderMarkdown("[site](https://example.org/a?b=c) and [mail](mailto:a@example.org)");
    const [site, mail] = [...root.querySelectorAll("a")];
    if (!site || !mail) throw new Error("links expected");
    const click = new MouseEvent("click", { bubbles: true, cancelable: true });
    site.dispatchEvent(click);
    expect(click.defaultPrevented).toBe(true);
    await userEvent.setup().click(mail);
    expect(onlink.mock.calls).toEqual([["https://example.org/a?b=c"], ["mailto:a@example.org"]]);
  });

  test("without encryption are said, not made", async () => {
    const { root } = await renderMarkdown("[site](http://example.org) and [bad](javascript:alert(1))");
    expect(root.querySelector("a")).toBeNull();
    expect(root.textContent.trim()).toBe("site (http://example.org) and bad");
  });

  test("to pictures load nothing and say where they lead", async () => {
    const { root } = await renderMarkdown("![a cat](https://example.org/cat.png)");
    expect(root.querySelector("img")).toBeNull();
    expect(root.textContent).toContain("a cat");
    expect(root.textContent).toContain("example.org");
  });
});

describe("text whose shaping has no end", () => {
  const classes = (root: Element): string[] => [...root.querySelectorAll("p, li")].map(({ className }) => className);

  test("is marked where it is not read as Markdown", async () => {
    const { root } = await renderMarkdown(`Ordinary.\n\n${"[a](".repeat(MAX_BRACKETS + 1)}`);
    expect(classes(root)).toEqual(["", "raw"]);
  });

  test("is marked where a paragraph is longer than a person writes one", async () => {
    const { root } = await renderMarkdown(`Ordinary.\n\n${"(a)".repeat(MAX_PROMPT_CHARS)}`);
    expect(root.querySelectorAll(".chunk.long-text").length).toBeGreaterThan(0);
    expect(new Set(classes(root))).toEqual(new Set([""]));
  });

  test.each(["a@b.c ", "**a** ", "[a](https://example.org) "])(
    "is marked where there is too much of %s",
    async (unit) => {
      const { root } = await renderMarkdown(unit.repeat(MAX_INLINE_WEIGHT + 1).slice(0, 4_000));
      expect(root.querySelectorAll("a, strong").length).toBeLessThanOrEqual(MAX_INLINE_WEIGHT);
      expect(root.textContent.length).toBeGreaterThan(1_000);
    },
  );

  test("is not looked for in an ordinary answer", async () => {
    const { root } = await renderMarkdown("Ordinary.\n\n- [x] done\n- not a task");
    expect(classes(root)).toEqual(["", "task", ""]);
    expect(root.querySelector(".long-text")).toBeNull();
  });
});
