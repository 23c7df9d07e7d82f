// Memory for small outputs that are not secret: an ArrayBuffer for each would cost as much as half a
// message. As with node's own pool, neighbours share a buffer, which lives as long as any of them.

const slabSize = 16 * 1024;
const smallSize = 4 * 1024;

let slab = new ArrayBuffer(slabSize);
let used = 0;

/** A copy of the bytes. */
export function copyOf(bytes: Uint8Array): Uint8Array {
  const size = bytes.length;
  if (size > smallSize) return bytes.slice();
  if (used + size > slabSize) {
    slab = new ArrayBuffer(slabSize);
    used = 0;
  }
  const copy = new Uint8Array(slab, used, size);
  copy.set(bytes);
  used += size;
  return copy;
}
