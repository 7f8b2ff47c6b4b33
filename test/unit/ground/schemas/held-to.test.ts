import { expect, it } from "vitest";
import { z } from "zod";
import { heldTo } from "../../../../src-main/ground/schemas/index.ts";

interface Wish {
  name: string;
  sizeBytes: number | null;
  label?: string | undefined;
}
const name = z.string();
const sizeBytes = z.number().nullable();
const label = z.string().optional();

const held = heldTo<Wish>()(z.object({ name, sizeBytes, label }));
const filledIn = heldTo<Wish, Omit<Wish, "sizeBytes"> & { sizeBytes?: number | null | undefined }>()(
  z.object({ name, sizeBytes: sizeBytes.default(null), label }),
);

// Whether these compile is found by the compiler: `npm run typecheck` fails where one of them does.
const strangers = (): unknown[] => [
  // @ts-expect-error What it takes may be left out, which the type does not say.
  heldTo<Wish>()(z.object({ name, sizeBytes: sizeBytes.default(null), label })),
  // @ts-expect-error It takes a number as text.
  heldTo<Wish>()(z.object({ name, sizeBytes: z.string().transform(Number).nullable(), label })),
  // @ts-expect-error It yields less: the label is lost on the way.
  heldTo<Wish>()(z.object({ name, sizeBytes })),
  // @ts-expect-error It yields more.
  heldTo<Wish>()(z.object({ name, sizeBytes, label, key: z.string().optional() })),
  // @ts-expect-error It yields a narrower type: what was written as the type would be refused.
  heldTo<Wish>()(z.object({ name: z.literal("a"), sizeBytes, label })),
  // @ts-expect-error It yields a wider one.
  heldTo<Wish>()(z.object({ name, sizeBytes: sizeBytes.optional(), label })),
  // @ts-expect-error A label that may be left out is not the same as one that may be null.
  heldTo<Wish>()(z.object({ name, sizeBytes, label: z.string().nullable() })),
];

it("leaves the schema as it is", () => {
  expect(held.parse({ name: "a", sizeBytes: 1, more: true })).toEqual({ name: "a", sizeBytes: 1 });
  expect(filledIn.parse({ name: "a" })).toEqual({ name: "a", sizeBytes: null });
  expect(strangers()).toHaveLength(7);
});
