// Lines out of a byte stream, in bounded memory: of a line over the limit only its end is waited
// for.

import { kLineMaxBytes } from './limits.mjs';

const kLineFeed = 0x0a;

export class LineSplitter {
  #parts = [];
  #length = 0;

  /**
   * Takes the next bytes; gives the lines that they end, each a Buffer, or null if over the limit.
   */
  push(chunk) {
    const lines = [];
    let from = 0;
    for (let end = chunk.indexOf(kLineFeed); end >= 0; end = chunk.indexOf(kLineFeed, from)) {
      this.#add(chunk.subarray(from, end));
      lines.push(this.#take());
      from = end + 1;
    }
    this.#add(chunk.subarray(from));
    return lines;
  }

  /** The bytes after the last LF as a line, if there are any. */
  finish() {
    return this.#length > 0 ? [this.#take()] : [];
  }

  #add(bytes) {
    this.#length += bytes.length;
    if (this.#length > kLineMaxBytes) this.#parts = [];
    else this.#parts.push(bytes);
  }

  #take() {
    const line = this.#length > kLineMaxBytes ? null : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#length = 0;
    return line;
  }
}
