import { beforeEach, expect, test, vi } from "vitest";
import { ReadAloud } from "../../../src-renderer/features/chat/read-aloud.svelte.ts";

interface Said {
  text: string;
  voice: SpeechSynthesisVoice | null;
  lang: string;
  onend: (() => void) | null;
  onerror: (() => void) | null;
}

/** As a computer's own, with these voices. */
class Synthesis extends EventTarget {
  voices: Partial<SpeechSynthesisVoice>[];
  readonly said: Said[] = [];

  constructor(voices: Partial<SpeechSynthesisVoice>[]) {
    super();
    this.voices = voices;
  }

  getVoices = (): Partial<SpeechSynthesisVoice>[] => this.voices;
  speak = (one: Said): void => void this.said.push(one);
  cancel = (): void => void (this.said.length = 0);
}

const anna = { name: "Anna", lang: "de-DE", localService: true };
const daniel = { name: "Daniel", lang: "en_GB", localService: true };
const faraway = { name: "Faraway", lang: "de-DE", localService: false };
const inGerman = { language: "de", code: "(Code)" };

beforeEach(() => {
  vi.stubGlobal(
    "SpeechSynthesisUtterance",
    class {
      text: string;
      constructor(text: string) {
        this.text = text;
      }
    },
  );
  return () => vi.unstubAllGlobals();
});

const aloudWith = (...voices: Partial<SpeechSynthesisVoice>[]): { aloud: ReadAloud; synthesis: Synthesis } => {
  const synthesis = new Synthesis(voices);
  return { synthesis, aloud: new ReadAloud(synthesis as unknown as SpeechSynthesis) };
};

test("offers nothing where only a service would speak, and reads nothing with it", () => {
  const { aloud, synthesis } = aloudWith(faraway);
  expect(aloud.hasVoice).toBe(false);
  aloud.read("m", "Guten Tag.", inGerman);
  expect(synthesis.said).toEqual([]);
  expect(new ReadAloud(null).hasVoice).toBe(false);
});

test("takes a voice of the reader's language that is on the computer, else another one", () => {
  const { aloud, synthesis } = aloudWith(faraway, daniel, anna);
  aloud.read("m", "Guten Tag.", inGerman);
  expect(synthesis.said[0]).toMatchObject({ voice: anna, lang: "de-DE" });
  aloud.read("m", "Bonjour.", { language: "fr", code: "(code)" });
  expect(synthesis.said[0]).toMatchObject({ voice: daniel });
});

test("knows the voices that the system names later", () => {
  const { aloud, synthesis } = aloudWith();
  expect(aloud.hasVoice).toBe(false);
  synthesis.voices = [anna];
  synthesis.dispatchEvent(new Event("voiceschanged"));
  expect(aloud.hasVoice).toBe(true);
  aloud.close();
  synthesis.voices = [];
  synthesis.dispatchEvent(new Event("voiceschanged"));
  expect(aloud.hasVoice).toBe(true);
});

test("reads sentence by sentence without marks and code, and has read when the last one is said", () => {
  const { aloud, synthesis } = aloudWith(anna);
  aloud.read("m", "**Eins.** Zwei!\n\n```js\nlet three;\n```\n\n" + "lang ".repeat(80), inGerman);
  expect(aloud.readingId).toBe("m");
  const texts = synthesis.said.map(({ text }) => text);
  expect(texts.slice(0, 2)).toEqual(["Eins.", "Zwei!"]);
  expect(texts.join(" ")).toContain("(Code)");
  expect(texts.join(" ")).not.toContain("three");
  expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(250);
  synthesis.said.at(-1)?.onend?.();
  expect(aloud.readingId).toBeNull();
});

test("stops when it is told, and for another message; a late end of the first is not the second's", () => {
  const { aloud, synthesis } = aloudWith(anna);
  aloud.read("one", "Eins.", inGerman);
  const first = synthesis.said[0];
  aloud.read("two", "Zwei.", inGerman);
  expect(synthesis.said.map(({ text }) => text)).toEqual(["Zwei."]);
  first?.onerror?.();
  expect(aloud.readingId).toBe("two");
  aloud.stop();
  expect(aloud.readingId).toBeNull();
  expect(synthesis.said).toEqual([]);
});

test("cuts what has no spaces where its sentences end", () => {
  const { aloud, synthesis } = aloudWith(anna);
  aloud.read("m", `空は青い。${"あ".repeat(300)}`, inGerman);
  expect(synthesis.said.map(({ text }) => text.length)).toEqual([5, 250, 50]);
});
