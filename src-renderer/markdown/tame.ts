import type { Element, ElementContent, Root, RootContent } from "hast";
import { safeAddress } from "./safe-address.ts";

/**
 * What an answer may not have though Markdown does: headings that outrank the page's own, links elsewhere than to https
 * and mailto, and images inside links, which would nest two things to press.
 */
export function tame(root: Root): void {
  root.children = root.children.flatMap((child): RootContent[] =>
    child.type === "element" ? tameElement(child, false) : [child],
  );
}

function tameElement(node: Element, insideLink: boolean): ElementContent[] {
  const heading = /^h([1-6])$/.exec(node.tagName)?.[1];
  if (heading !== undefined) node.tagName = `h${Math.min(6, Number(heading) + 2)}`;
  if (node.tagName === "img" && insideLink) return [{ type: "text", value: textOf(node.properties.alt) }];

  const isLink = node.tagName === "a";
  node.children = node.children.flatMap((child, index): ElementContent[] => {
    if (child.type === "element") return tameElement(child, insideLink || isLink);
    // Paragraphs keep their line ends, and this one has been made a break.
    const previous = node.children[index - 1];
    const isAfterBreak = child.type === "text" && previous?.type === "element" && previous.tagName === "br";
    return isAfterBreak ? [{ ...child, value: child.value.replace(/^\n/, "") }] : [child];
  });
  if (!isLink) return [node];

  // The parser takes "www." for an unencrypted address, which is hardly ever meant today.
  const href = textOf(node.properties.href).replace(/^http:\/\/(?=www\.)/i, "https://");
  const address = safeAddress(href);
  if (address !== null) {
    node.properties = { href: address };
    return [node];
  }
  // An address without encryption is not opened, but it is what the answer said.
  const said = node.children.some((child) => child.type === "text" && child.value.includes(href));
  const aside: ElementContent[] = /^http:/i.test(href) && !said ? [{ type: "text", value: ` (${href})` }] : [];
  return [...node.children, ...aside];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
