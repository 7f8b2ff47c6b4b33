/** What an answer is called by its place, since names may be hidden. */
export const letterOf = (side: number): string => String.fromCodePoint(0x41 + side);
