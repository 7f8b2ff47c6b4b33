import { describe, expect, it } from "vitest";
import { ByteTexts } from "../../../../../src-main/models/catalog/gguf/byte-texts.ts";

const add = (texts: ByteTexts, text: string): boolean => {
  const bytes = Buffer.from(text, "latin1");
  return texts.add(bytes, 0, bytes.length);
};

describe("ByteTexts", () => {
  it("tells a text that is there from one that is not, however many there are", () => {
    const texts = new ByteTexts();
    const count = 20_000;
    for (let index = 0; index < count; index += 1) expect(add(texts, `token ${index}`)).toBe(true);
    for (let index = 0; index < count; index += 1) expect(add(texts, `token ${index}`)).toBe(false);
    expect(add(texts, `token ${count}`)).toBe(true);
  });

  it("goes by bytes: neither a part nor a longer text is the same", () => {
    const texts = new ByteTexts();
    for (const text of ["ab", "a", "abc", "", "\0", "\0\0", "\xff", "\xc3\xbf"]) {
      expect(add(texts, text)).toBe(true);
      expect(add(texts, text)).toBe(false);
    }
  });

  it("takes the bytes out of a larger window, and keeps them when the window changes", () => {
    const texts = new ByteTexts();
    const window = Buffer.from("xxhelloyy");
    expect(texts.add(window, 2, 7)).toBe(true);
    window.fill(0);
    expect(add(texts, "hello")).toBe(false);
    expect(add(texts, "\0\0\0\0\0")).toBe(true);
  });

  it("holds texts that are longer than all it had room for", () => {
    const texts = new ByteTexts();
    const long = "x".repeat(1_000_000);
    expect(add(texts, long)).toBe(true);
    expect(add(texts, `${long}y`)).toBe(true);
    expect(add(texts, long)).toBe(false);
  });
});
