const mostCharacters = 80;
/** What Windows takes for a device, whatever ending follows. */
const devices = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?= *(?:\.|$))/i;
/** What none of the systems shows takes its place in a name, and turns round what is shown of it. */
const unseen = /\p{Cf}/gu;

/** A title as the name of a file, without what one of the systems does not take; "" where nothing is left. The ending comes after it. */
export function fileName(title: string): string {
  const plain = title
    .replaceAll(unseen, "")
    .replaceAll(/[\\/:*?"<>|\p{Cc}\p{Cs}]/gu, " ")
    .replaceAll(/\s+/gu, " ")
    .replace(/^[. ]+/, "");
  return [...plain]
    .slice(0, mostCharacters)
    .join("")
    .replace(/[. ]+$/, "")
    .replace(devices, "$&_");
}
