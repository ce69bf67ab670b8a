const REDACTED = '[redacted]';

/**
 * A value that must never be shown: an API key, token, authorization code or client secret. Whatever prints or
 * serializes it (template literals, JSON, `util.inspect`, a logger) gets `[redacted]`; only `reveal()` gives the value,
 * at the border where it is sent or encrypted.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  /** What `util.inspect` and `console.log` print; looked up by its public symbol, so that domain/ needs no Node module. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}
