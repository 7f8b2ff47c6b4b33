import { expect, it } from "vitest";
import { errorValues, readError } from "../../../../src-main/ground/storage/index.ts";

const row = (code: string, key: string | null, message: string | null, details: string | null) => ({
  error_code: code,
  error_key: key,
  error_message: message,
  error_details: details,
});

it("reads what it wrote", () => {
  const error = { code: "internal", key: "unexpected", details: { reason: "No." } } as const;
  const [code, key, message, details] = errorValues(error);
  expect(readError({ error_code: code, error_key: key, error_message: message, error_details: details })).toEqual(
    error,
  );
  expect(errorValues(null)).toEqual([null, null, null, null]);
});

it.each([
  [
    "in words alone",
    row("disk-full", null, "Full.", '{"freeBytes":1}'),
    "disk-full",
    { message: "Full.", freeBytes: 1 },
  ],
  ["with details that are no JSON", row("disk-full", null, "Full.", "{"), "disk-full", { message: "Full." }],
  ["under a code that is not known", row("on-fire", null, "Hot.", null), "internal", { message: "Hot." }],
])("keeps what an earlier version kept %s", (_what, kept, code, details) => {
  expect(readError(kept)).toEqual({ code, key: "kept", details });
});
