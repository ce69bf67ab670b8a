import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, type Config } from '../src/config';
import { policyOf } from '../src/deployment';
import { DAY_MS, DEFAULT_POLICY } from '../src/domain/policy';
import { readPolicy } from '../src/policy-file';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(content: unknown): string {
  const path = join(folder, 'policy.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function problemsOf(content: unknown): readonly string[] {
  const reading = readPolicy(file(content), DAY_MS);
  return reading.outcome === 'refused' ? reading.problems : [];
}

describe('A policy file', () => {
  it('takes the place of the defaults, field by field', () => {
    const policy = { reminderDaysBefore: [45, 10], escalation: { withoutClickDaysBefore: 20 }, mailHour: 9 };
    expect(readPolicy(file(policy), DAY_MS)).toEqual({
      outcome: 'read',
      policy: {
        ...DEFAULT_POLICY,
        reminderDaysBefore: [45, 10],
        escalation: { withoutClickDaysBefore: 20, withoutRenewalDaysBefore: 1 },
        mailHour: 9,
      },
    });
  });

  it('may hold everything', () => {
    const { dayMs, ...everything } = DEFAULT_POLICY;
    expect(readPolicy(file(everything), dayMs)).toEqual({ outcome: 'read', policy: DEFAULT_POLICY });
  });

  it('need not be there', () => {
    expect(readPolicy(undefined, 500)).toEqual({ outcome: 'read', policy: { ...DEFAULT_POLICY, dayMs: 500 } });
  });

  it.each([
    ['a typing error', { reminderDaysBefor: [7] }, 'reminderDaysBefor is no field of a policy.'],
    ['a typing error inside', { snooze: { day: 7 } }, 'snooze.day is no field of a policy.'],
    ['a length of the day', { dayMs: 1000 }, 'dayMs is no field of a policy.'],
    ['a text for a number', { mailHour: '10' }, 'mailHour must be a number.'],
    ['a number for a list', { revokedDays: 0 }, 'revokedDays must be a list of numbers.'],
    ['a text in a list', { revokedDays: [0, '7'] }, 'revokedDays must be a number.'],
    ['a list for an object', { consent: [7, 21] }, 'consent must be an object.'],
    ['a list', [1], 'The file must be an object.'],
    ['no JSON', '{"mailHour": 10', 'The file cannot be read as JSON.'],
  ])('with %s is refused in a sentence', (_what, content, sentence) => {
    expect(problemsOf(content)).toEqual([sentence]);
  });

  it('that is absent is refused', () => {
    expect(readPolicy(join(folder, 'none.json'), DAY_MS)).toMatchObject({ outcome: 'refused' });
  });

  it('is told everything that is wrong with it at once', () => {
    const wrong = { mailHour: 24, grantDay: 365, reminderDaysBefore: [7, 30], snooze: { days: 'seven' } };
    expect(problemsOf(wrong)).toEqual([
      'snooze.days must be a number.',
      'grantDay is no field of a policy.',
      'reminderDaysBefore must descend.',
      'mailHour must be a whole hour from 0 to 23, got 24.',
    ]);
  });

  it('that cannot be used keeps a process from starting, and says why', () => {
    const config = { POLICY_FILE: file({ mailHour: 24, grantDays: 0 }) } as Config;
    const refusal = () => policyOf(config);
    expect(refusal).toThrow(ConfigError);
    expect(refusal).toThrow(
      /^The policy of POLICY_FILE cannot be used:\n {2}- grantDays .*\n(.*\n)* {2}- mailHour .*$/,
    );
  });
});

describe('docs/policy.md', () => {
  it('describes every field with its default', () => {
    const rows = readFileSync('docs/policy.md', 'utf8').matchAll(/^\| `([A-Za-z.]+)` +\| `([^`]+)`/gm);
    const content = Object.entries(DEFAULT_POLICY).filter(([name]) => name !== 'dayMs');
    const fields = content.flatMap(([name, value]) =>
      typeof value === 'object' && !Array.isArray(value)
        ? Object.entries(value).map(([part, of]) => [`${name}.${part}`, JSON.stringify(of)])
        : [[name, JSON.stringify(value)]],
    );
    expect(Object.fromEntries([...rows].map(([, field, value]) => [field, value]))).toEqual(Object.fromEntries(fields));
  });
});
