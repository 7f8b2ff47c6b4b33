/** The window has words for it in each language. */
export const untitled = "";
/** Earlier versions kept these words, whatever language the window spoke. */
const untitledBefore = "New conversation";

export const titleOf = (kept: string): string => (kept === untitledBefore ? untitled : kept);

export const maxTitleCharacters = 60;
/** A question may be a pasted book; its title is in the beginning. */
const maxReadChars = 10_000;

const mark = / \((\d{1,6})\)$/;

/** Of a conversation that branches off from one of this title: "Dates", "Dates (2)", "Dates (3)". */
export function branchTitle(title: string): string {
  if (title === untitled) return untitled;
  const number = Number(mark.exec(title)?.[1] ?? 1);
  return `${title.replace(mark, "")} (${number + 1})`;
}

/** A conversation's name from its first question: the first line with words, cut between words. */
export function titleFrom(question: string): string {
  const line = question
    .slice(0, maxReadChars)
    .split("\n")
    .map((part) =>
      part
        .replace(/^[#>*\-\s]+/, "")
        .replaceAll(/\s+/g, " ")
        .trim(),
    )
    .find((part) => part !== "");
  if (line === undefined) return untitled;
  const characters = [...line];
  if (characters.length <= maxTitleCharacters) return line;
  const cut = characters.slice(0, maxTitleCharacters).join("");
  const space = cut.lastIndexOf(" ");
  return `${space > maxTitleCharacters / 2 ? cut.slice(0, space) : cut}…`;
}
