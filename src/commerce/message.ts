import { z } from 'zod';
import { plainText } from './plain-text';

/** What we read of Commerce's error body; `trace`, which developer mode adds, is left where it is. */
const errorBody = z.object({
  message: z.string(),
  parameters: z
    .union([z.array(z.unknown()), z.record(z.string(), z.unknown())])
    .nullish()
    .catch(null),
});

/** An error of Commerce in its own words, made fit to be shown. */
export interface CommerceMessage {
  /** Placeholders filled in, capped, without control characters. Outside text: escape it wherever it is shown. */
  readonly text: string;
  /** The ACL resources that were missing, as Commerce names them; empty if this is about something else. */
  readonly resources: readonly string[];
}

const MAX_TEXT_LENGTH = 300;
/** Of a message, filled or not, and of what fills each placeholder: the two multiply, and an answer may be megabytes. */
const MAX_READ_LENGTH = 4_000;
const MAX_VALUES = 20;
const MAX_RESOURCES = 20;
const MAX_RESOURCE_LENGTH = 100;

/**
 * Reads an error body; undefined if it is not one of Commerce's. `secrets` are blotted out, should the other side
 * repeat what we sent.
 */
export function readCommerceMessage(body: unknown, secrets: readonly string[]): CommerceMessage | undefined {
  const parsed = errorBody.safeParse(body);
  if (!parsed.success) return undefined;
  const parameters = namedParameters(parsed.data.parameters ?? []);
  return {
    text: plainText(blot(fillPlaceholders(parsed.data.message, parameters), secrets), MAX_TEXT_LENGTH),
    resources: textsOf(parameters.get('resources'))
      .flatMap((resources) => resources.split(','))
      .slice(0, MAX_RESOURCES)
      .map((resource) => plainText(blot(resource, secrets), MAX_RESOURCE_LENGTH))
      .filter((resource) => resource !== ''),
  };
}

/** Commerce sends parameters as a list for %1, %2 …, as an object for %name, or as a list of such objects. */
function namedParameters(parameters: readonly unknown[] | Readonly<Record<string, unknown>>): Map<string, unknown> {
  if (!Array.isArray(parameters)) return new Map(Object.entries(parameters));
  return new Map(
    parameters.flatMap((parameter: unknown, index): [string, unknown][] =>
      typeof parameter === 'object' && parameter !== null
        ? Object.entries(parameter)
        : [[String(index + 1), parameter]],
    ),
  );
}

/** Fills in one pass, so that a value that looks like a placeholder stays as it is; so do unknown placeholders. */
function fillPlaceholders(message: string, parameters: ReadonlyMap<string, unknown>): string {
  const filled = message.slice(0, MAX_READ_LENGTH).replace(/%(\w+)/g, (placeholder, name: string) => {
    const values = textsOf(parameters.get(name));
    return values.length === 0 ? placeholder : values.join(', ').slice(0, MAX_READ_LENGTH);
  });
  return filled.slice(0, MAX_READ_LENGTH);
}

function textsOf(value: unknown): string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value.slice(0, MAX_VALUES) : [value];
  return values
    .filter((one) => ['string', 'number', 'boolean'].includes(typeof one))
    .map((one) => String(one).slice(0, MAX_READ_LENGTH));
}

function blot(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .reduce((rest, secret) => rest.replaceAll(secret, '…'), text);
}
