/** Figures are written as this one does where no other is named. */
export const english = "en-US";

const formats = new Map<string, Intl.NumberFormat>();

/** Writes a number with from `least` to `most` digits after the point, as a locale does: "1,234.5" is "1.234,5" in German. */
export function formatNumber(value: number, locale: string, least: number, most = least): string {
  const name = `${locale} ${least} ${most}`;
  let format = formats.get(name);
  if (!format) {
    format = new Intl.NumberFormat(locale, { minimumFractionDigits: least, maximumFractionDigits: most });
    formats.set(name, format);
  }
  return format.format(value);
}
