/** Whether the end of a Markdown text is inside a fence or a code span. */
export function isInCode(text: string): boolean {
  let fence = "";
  const lines = text.split("\n");
  for (const line of lines) {
    const [, mark = ""] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    if (fence === "") fence = mark;
    else if (mark.startsWith(fence) && /^[ \t]*$/.test(line.slice(line.indexOf(mark) + mark.length))) fence = "";
  }
  if (fence !== "") return true;
  return (lines.at(-1)?.split("`").length ?? 1) % 2 === 0;
}
