/** "RTX 4070" of "NVIDIA GeForce RTX 4070": the maker's name makes no sentence clearer. Empty where no more than that is said. */
export function withoutMaker(name: string): string {
  return name
    .replace(/\((?:R|TM)\)/gi, "")
    .replace(/^(?:NVIDIA |AMD |Intel |GeForce |Radeon (?=RX|PRO|VII))+/i, "")
    .replace(/ Laptop GPU$/i, "")
    .trim();
}

/** "12 GB": a card of which only the size is known has no other name. */
export function isOnlySize(name: string): boolean {
  return /^[\d.,]+ ?[KMGT]i?B$/i.test(name);
}
