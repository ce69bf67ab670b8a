import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { DEFAULT_POLICY, policyProblems, type PolicyContent } from './domain/policy';

const number = z.number('must be a number');
const numbers = z.array(number, 'must be a list of numbers');

function object<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject(shape, 'must be an object').partial();
}

/**
 * What a file may say; what it may say together stands in `policyProblems`. The length of a policy day is none of it:
 * outside the simulator it is a day.
 */
const schema = object({
  grantDays: number,
  noticeDaysBefore: numbers,
  reminderDaysBefore: numbers,
  reminderDaysAfter: numbers,
  escalation: object({ withoutClickDaysBefore: number, withoutRenewalDaysBefore: number }),
  snooze: object({ days: number, notAfterDaysBefore: number }),
  revokedDays: numbers,
  mailHour: number,
  consent: object({ nudgeDays: numbers, lapseDays: number }),
  candidateDays: number,
  disconnectDays: number,
});

export type PolicyReading =
  | { readonly outcome: 'read'; readonly policy: PolicyContent }
  /** Each a sentence that names the field. */
  | { readonly outcome: 'refused'; readonly problems: readonly string[] };

/**
 * The policy that a file of JSON says: its fields in place of the defaults, also single ones of `escalation`, `snooze`
 * and `consent`. Names everything that is wrong with it at once. Without a file, the defaults.
 */
export function readPolicy(path: string | undefined, dayMs: number): PolicyReading {
  const content = path === undefined ? {} : readJson(path);
  if (content === undefined) return { outcome: 'refused', problems: ['The file cannot be read as JSON.'] };

  const parsed = schema.safeParse(content);
  const misshapen = (parsed.error?.issues ?? []).flatMap(wrongFields);
  const usable = parsed.data ?? schema.safeParse(without(content, misshapen)).data ?? {};
  const policy = { ...withDefaults(usable), dayMs };
  const problems = [...misshapen.map(({ sentence }) => sentence), ...policyProblems(policy)];
  return problems.length === 0 ? { outcome: 'read', policy } : { outcome: 'refused', problems };
}

/** Undefined for what cannot be read. */
function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

interface WrongField {
  /** As it stands at the top of the file; undefined if it is no object. */
  readonly field: string | undefined;
  readonly sentence: string;
}

function wrongFields(issue: z.core.$ZodIssue): readonly WrongField[] {
  const names = issue.path.filter((key) => typeof key === 'string');
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
  return keys.map((key) => {
    const at = key === undefined ? names : [...names, key];
    const fault = key === undefined ? issue.message : 'is no field of a policy';
    return { field: at[0], sentence: `${at.join('.') || 'The file'} ${fault}.` };
  });
}

/** What can be used beside the wrong fields, so that one look tells everything. */
function without(content: unknown, wrong: readonly WrongField[]): unknown {
  if (typeof content !== 'object' || content === null) return {};
  return Object.fromEntries(Object.entries(content).filter(([name]) => !wrong.some(({ field }) => field === name)));
}

function withDefaults({ escalation, snooze, consent, ...rest }: z.output<typeof schema>): PolicyContent {
  return {
    ...DEFAULT_POLICY,
    ...defined(rest),
    escalation: { ...DEFAULT_POLICY.escalation, ...defined(escalation ?? {}) },
    snooze: { ...DEFAULT_POLICY.snooze, ...defined(snooze ?? {}) },
    consent: { ...DEFAULT_POLICY.consent, ...defined(consent ?? {}) },
  };
}

/** JSON has no undefined, but the type of an optional field does. */
function defined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return fields as { [K in keyof T]: Exclude<T[K], undefined> };
}
