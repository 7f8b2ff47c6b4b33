export interface VariableValues {
  now: Date;
  /** The model's name, as people read it. */
  model: string;
  /** IANA; the computer's own where left out. */
  timeZone?: string;
}

/**
 * A system prompt with its variables filled in. The names are those of other programs too: Open WebUI's, Cherry Studio's and Jan's.
 * Upper and lower case are one, and what is not known stays as it was written.
 */
export function fillVariables(text: string, values: VariableValues): string {
  if (!text.includes("{{")) return text;
  return text.replace(
    /\{\{\s*([a-z_]{1,40})\s*\}\}/gi,
    (whole, name: string) => valueOf(name.toLowerCase(), values) ?? whole,
  );
}

function valueOf(name: string, { now, model, timeZone }: VariableValues): string | null {
  switch (name.replace(/^current_/, "")) {
    case "date":
      return dateIn(now, timeZone);
    case "time":
      return timeIn(now, timeZone);
    case "datetime":
      return `${dateIn(now, timeZone)} ${timeIn(now, timeZone)}`;
    case "weekday":
      return new Intl.DateTimeFormat("en", { weekday: "long", timeZone }).format(now);
    case "timezone":
      return timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    case "model":
    case "model_name":
      return model;
    default:
      return null;
  }
}

/** "2026-11-22". */
const dateIn = (now: Date, timeZone: string | undefined): string =>
  new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone }).format(now);

/** "17:05". */
const timeIn = (now: Date, timeZone: string | undefined): string =>
  new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone }).format(now);
