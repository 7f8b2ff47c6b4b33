/**
 * The stand-in Hub with one large file, in a process of its own so that serving costs neither side any time. The file is in
 * memory: what it takes to serve it is the sockets alone. Its address is the first line, the file's SHA-256 the second.
 */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { type WriterTensor, ggufFileBytes, ggufHeaderBytes } from "../../fixtures/index.ts";
import { type Body, largeFile, repository, smallModel, startHub } from "../../hub/index.ts";
import { benchFile, benchRepository } from "./download-subject.ts";

const chunkBytes = 256 * 1024;
const [sizeText = "", delayText = "", speedText = "", resetText = ""] = process.argv.slice(2);

const hub = await startHub({
  repositories: [
    repository({
      id: benchRepository,
      files: [largeFile(benchFile, inMemory(Number(sizeText)))],
      gguf: { total: 500_000_000, architecture: "llama", context_length: 4096 },
    }),
  ],
});
if (delayText !== "0") hub.addFault({ route: "content", kind: "delay", nth: 0, arg: Number(delayText) });
if (speedText !== "0") hub.addFault({ route: "content", kind: "trickle", nth: 0, arg: Number(speedText) });
if (resetText !== "0") hub.addFault({ route: "content", kind: "reset", nth: 0, arg: { share: Number(resetText) } });
console.log(hub.url);
console.log(await hub.repositories[0]?.revisions.values().next().value?.[0]?.body.sha256());
process.once("SIGTERM", () => {
  void hub.close().then(() => process.exit(0));
});

/** A small model's header, and behind it bytes that no disk or network could shorten. */
function inMemory(sizeBytes: number): Body {
  const model = smallModel("Q4_K_M")();
  const tensors: WriterTensor[] = [...model.tensors];
  const bare = ggufFileBytes({ ...model, tensors });
  const columns = 256;
  const rows = Math.ceil((sizeBytes - bare) / columns / 4);
  tensors.push({ name: "filler.weight", shape: [columns, rows], type: "F32" });
  const content = { ...model, tensors };
  const bytes = Buffer.alloc(ggufFileBytes(content), pattern(1_000_003));
  Buffer.from(ggufHeaderBytes(content)).copy(bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return {
    key: sha256,
    sizeBytes: bytes.length,
    sha256: () => Promise.resolve(sha256),
    // As objects: a stream of bytes would join what waits in it, which is a copy.
    read: (start, end) => Readable.from(pieces(bytes.subarray(start, end)), { objectMode: true, highWaterMark: 1 }),
  };
}

/** Of a length that no range has, so that bytes in the wrong place are wrong bytes. */
function pattern(length: number): Buffer {
  let state = 12_345;
  return Buffer.from(Uint8Array.from({ length }, () => (state = (state * 1_103_515_245 + 12_345) & 0x7fffffff) >>> 16));
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}
