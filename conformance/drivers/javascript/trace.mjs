// The steps of one operation, in order, as the driver protocol names them.

export class Trace {
  #steps;

  constructor(wanted) {
    this.#steps = wanted ? [] : null;
  }

  /** Records an accepted value; the bytes are copied as hex at once. */
  emit(step, value) {
    if (this.#steps !== null) this.#steps.push({ step, value: value.toString('hex') });
  }

  /** The steps so far, or undefined when no trace was asked for. */
  get steps() {
    return this.#steps ?? undefined;
  }
}
