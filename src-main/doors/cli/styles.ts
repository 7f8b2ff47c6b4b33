import { randomBytes } from "node:crypto";
import { styleText } from "node:util";

export type Style = Parameters<typeof styleText>[0];

/** In every mark of style, so that no outside text can contain one. */
const secret = randomBytes(9).toString("base64url");
const begin = `[${secret}:`;
const end = `:${secret}]`;

/** Styles as marks that pass through the terminal's door, where a colour's own escape sequence would be shown. */
export class Styles {
  readonly #stream: NodeJS.WritableStream;
  /** By their place: a mark names its style by number. */
  readonly #used: Style[] = [];

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
  }

  /** To be printed through the terminal. */
  mark(style: Style, text: string): string {
    const known = this.#used.indexOf(style);
    const number = known < 0 ? this.#used.push(style) - 1 : known;
    return `${begin}${number}|${text}${end}`;
  }

  /** Marks become what the terminal obeys, where it knows colours. */
  apply(text: string): string {
    return text.replace(marks, (_, number: string, styled: string) => {
      const style = this.#used[Number(number)];
      return style === undefined ? styled : styleText(style, styled, { stream: this.#stream });
    });
  }
}

const marks = new RegExp(`\\[${secret}:(\\d+)\\|(.*?):${secret}\\]`, "gs");

/** Without marks: as it takes room on the screen. */
export function unstyled(text: string): string {
  return text.replace(marks, "$2");
}
