/** Not yet in the library that we compile against, and missing in Node before 21. */
type Transferable = ArrayBuffer & { transfer?: (newBytes: number) => ArrayBuffer };

/**
 * Frees the memory of a chunk that has been written and that nothing else refers to any more. The collector would free
 * it too, but it goes over the whole heap for every 20 MiB or so of such chunks. A chunk that is a piece of a larger
 * buffer is left alone: the other pieces may still be on their way.
 */
export function release({ buffer, byteLength }: Uint8Array): void {
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength !== byteLength) return;
  (buffer as Transferable).transfer?.(0);
}
