const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
].concat("November", "December");
const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const dayMs = 86_400_000;

interface Part {
  value: number | string;
  /** Digits that it is filled up to. */
  width?: number;
  fill?: string;
}

const maxWidth = 1000;

/**
 * Python's `strftime` of a local time without a zone, in the C locale: English names whatever the computer's language.
 * What is between "%" and the letter is glibc's: "-" nothing in front, "_" blanks, "0" zeros, "^" capitals, "#" the other case, and a width.
 */
export function strftime(date: Date, format: string): string {
  return format.replace(
    /%([-_0^#]*)(\d*)([EO]?)([A-Za-z%+])/g,
    (whole, flags: string, width: string, _, letter: string) => {
      const part = partOf(date, letter);
      if (part === null) return whole;
      let text = String(part.value);
      const fill = flags.includes("_") ? " " : flags.includes("0") ? "0" : (part.fill ?? (part.width ? "0" : " "));
      const wanted = width === "" ? (part.width ?? 0) : Math.min(Number(width), maxWidth);
      if (!(flags.includes("-") && width === "")) text = text.padStart(wanted, fill);
      if (flags.includes("^")) return text.toUpperCase();
      if (!flags.includes("#")) return text;
      return letter === "p" || letter === "Z" ? text.toLowerCase() : text.toUpperCase();
    },
  );
}

function partOf(date: Date, letter: string): Part | null {
  const year = date.getFullYear();
  const yearDay = dayOfYear(date);
  const week = date.getDay();
  const monday = (week + 6) % 7;
  const hour12 = date.getHours() % 12 === 0 ? 12 : date.getHours() % 12;
  const two = (value: number): Part => ({ value, width: 2 });
  const again = (format: string): Part => ({ value: strftime(date, format) });
  switch (letter) {
    case "Y":
      return { value: year };
    case "y":
      return two(year % 100);
    case "C":
      return two(Math.floor(year / 100));
    case "G":
      return { value: isoWeek(date).year };
    case "g":
      return two(isoWeek(date).year % 100);
    case "V":
      return two(isoWeek(date).week);
    case "U":
      return two(Math.floor((yearDay + 6 - week) / 7));
    case "W":
      return two(Math.floor((yearDay + 6 - monday) / 7));
    case "m":
      return two(date.getMonth() + 1);
    case "B":
      return { value: months[date.getMonth()] ?? "" };
    case "b":
    case "h":
      return { value: (months[date.getMonth()] ?? "").slice(0, 3) };
    case "d":
      return two(date.getDate());
    case "e":
      return { value: date.getDate(), width: 2, fill: " " };
    case "j":
      return { value: yearDay, width: 3 };
    case "A":
      return { value: days[week] ?? "" };
    case "a":
      return { value: (days[week] ?? "").slice(0, 3) };
    case "w":
      return { value: week };
    case "u":
      return { value: monday + 1 };
    case "H":
      return two(date.getHours());
    case "k":
      return { value: date.getHours(), width: 2, fill: " " };
    case "I":
      return two(hour12);
    case "l":
      return { value: hour12, width: 2, fill: " " };
    case "p":
      return { value: date.getHours() < 12 ? "AM" : "PM" };
    case "P":
      return { value: date.getHours() < 12 ? "am" : "pm" };
    case "M":
      return two(date.getMinutes());
    case "S":
      return two(date.getSeconds());
    case "f":
      return { value: date.getMilliseconds() * 1000, width: 6 };
    case "s":
      return { value: Math.floor(date.getTime() / 1000) };
    case "z":
    case "Z":
      return { value: "" };
    case "c":
      return again("%a %b %e %H:%M:%S %Y");
    case "x":
    case "D":
      return again("%m/%d/%y");
    case "X":
    case "T":
      return again("%H:%M:%S");
    case "R":
      return again("%H:%M");
    case "r":
      return again("%I:%M:%S %p");
    case "F":
      return again("%Y-%m-%d");
    case "n":
      return { value: "\n" };
    case "t":
      return { value: "\t" };
    case "%":
      return { value: "%" };
    default:
      return null;
  }
}

/** From 1. By the calendar, whatever the zone does with its clocks. */
function dayOfYear(date: Date): number {
  const day = Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((day - Date.UTC(date.getFullYear(), 0, 1)) / dayMs) + 1;
}

/** ISO 8601: a week belongs to the year of its Thursday. */
function isoWeek(date: Date): { year: number; week: number } {
  const monday = (date.getDay() + 6) % 7;
  const thursday = new Date(date.getFullYear(), date.getMonth(), date.getDate() - monday + 3);
  return { year: thursday.getFullYear(), week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 };
}
