/** A sentence in parts: every second one is a figure with its unit, as "6.4 GB", "24 %" or "8K tokens". */
export function figureParts(text: string): string[] {
  return text.split(/(\d[\d.,–]*[KM]? (?:(?:[kMG]B(?:\/s)?|[Bb]ytes?|tok\/s|[Tt]okens?|ms|s|min)\b|%))/u);
}
