import { z } from 'zod';
import { characterCount } from './text-length';
import { asCheck, type Refusal } from './refusal';

interface TextRule extends Refusal {
  readonly description: string;
  readonly example: string;
  /** Written so that it means the same with and without the flag `u`: it also stands in the public document. */
  readonly pattern: RegExp;
  /** In Unicode characters, as JSON Schema counts. */
  readonly maxLength: number;
}

/** A surrogate without its other half: PostgreSQL refuses it and UTF-8 loses it. */
const HALF_CHARACTER = /\p{Cs}/u;

/** A string that must match a pattern. Whatever is wrong with it has one code and one remedy. */
export function text(rule: TextRule): z.ZodString {
  return z
    .string()
    .refine(
      (value) => characterCount(value) <= rule.maxLength && rule.pattern.test(value) && !HALF_CHARACTER.test(value),
      asCheck(rule),
    )
    .meta({
      description: rule.description,
      example: rule.example,
      pattern: rule.pattern.source,
      maxLength: rule.maxLength,
    });
}

/** A credential: visible ASCII, because it travels in headers and signatures. Stray space around it is cut off. */
export function secretText(description: string, maxLength = 512): z.ZodString {
  return z
    .string()
    .trim()
    .refine(
      (value) => value.length <= maxLength && /^[\x21-\x7e]+$/.test(value),
      asCheck({
        code: 'not_a_credential',
        detail: 'This cannot be a credential: it is empty, too long, or has spaces or characters outside ASCII.',
        remedy: 'Copy it anew from where it was issued.',
      }),
    )
    .meta({ description, format: 'password', writeOnly: true, minLength: 1, example: 'as-it-was-issued' });
}
