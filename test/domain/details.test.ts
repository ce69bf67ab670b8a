import { currentDetails, escapeMarkdown } from '../../src/domain/details';
import { NO_PROBE, type OnboardingFacts } from '../../src/domain/facts';
import { nextStep } from '../../src/domain/next-step';
import { situationOf } from '../../src/domain/situation';
import {
  connected,
  days,
  estimated,
  EXPIRY,
  given,
  hours,
  invited,
  NOW,
  parkedFor,
  POLICY,
  revokedAt,
  withCandidate,
  withConnection,
  withFacts,
  withGrant,
  withKey,
} from './given';

function linesOf(facts: OnboardingFacts, now: number): readonly string[] {
  const step = nextStep(facts, now);
  const wakeup = step.kind === 'wait' ? step.wakeup : null;
  return currentDetails(facts, situationOf(facts, now), wakeup, now)
    .split('\n')
    .map((line) => line.trimEnd());
}

const reminded = withFacts({ marks: { connected: 'done', 'T-60': 'done', 'T-30': 'done' } });

describe('currentDetails', () => {
  it('says first what matters: stage, who must act, expiry, next step, what is missing and what to do', () => {
    const invalid = withKey({ verdict: { outcome: 'invalid', reason: 'rejected' } });
    expect(linesOf(given(connected, invalid), NOW + days(1)).slice(0, 8)).toEqual([
      '**Connected** (`connected`)',
      'Who must act: **nobody**',
      'Authorization 1 ends 2027-01-15 15:00 UTC (364 days left on 2026-01-16)',
      'Next: Event: 60 days before expiry, 2026-11-16 15:00 UTC',
      expect.stringMatching(/^To do: Copy the key pair anew .* \(`docs\/operations\.md#api_key_invalid`\)$/),
      '',
      expect.stringMatching(
        /^- Commerce does not accept the API key\. \*.*\* \(`docs\/operations\.md#api_key_invalid`, since 2026-01-15 15:00 UTC\)$/,
      ),
      '',
    ]);
  });

  it.each<[string, OnboardingFacts, number, readonly string[]]>([
    [
      'a seller who must renew',
      given(connected, reminded, withFacts({ snoozedUntil: EXPIRY - days(20) })),
      EXPIRY - days(29),
      [
        'Connected; the yearly renewal is due',
        'seller',
        '(29 days left on 2026-12-17)',
        'Reminder 2 of 5',
        'opens the mailed link',
        'snoozed until 2026-12-26',
      ],
    ],
    [
      'a renewal from another account, which an operator decides',
      given(connected, parkedFor('owner_mismatch')),
      NOW + days(1),
      ['**Connected**', '**nobody**, and an **operator**', '(364 days left on 2026-01-16)', 'Operator: ask the seller'],
    ],
    [
      'an incident that holds a mail',
      given(connected, withFacts({ hold: { incidentId: 'inc_1', key: 'T-30', until: EXPIRY - days(29) } })),
      EXPIRY - days(30),
      ['seller', 'Next: Look again whether an incident', 'Incident inc_1 holds the mail T-30, until 2026-12-17'],
    ],
    [
      'a revocation',
      given(connected, revokedAt(NOW), withFacts({ marks: { 'R+0': 'done' } })),
      NOW + days(1),
      [
        'has ended the authorization',
        'seller',
        'was ended at Amazon, seen 2026-01-15',
        'Mail 2 of 2 after the revocation',
      ],
    ],
    [
      'an expiry',
      given(connected),
      EXPIRY + days(1),
      ['has expired', 'seller', '(1 day before 2027-01-16)', 'Mail 1 of 2 after the expiry', 'consents again'],
    ],
    [
      'an estimate that is over',
      given(connected, estimated, withGrant({ probe: { ...NO_PROBE, askAt: EXPIRY + days(1) } })),
      EXPIRY,
      ['renewal is due', 'by an estimate: Amazon is asked every day', 'Next: Ask Amazon whether'],
    ],
    [
      'a disconnect that can be taken back',
      given(connected, withFacts({ disconnect: { at: NOW } })),
      NOW,
      ['**Disconnected**', '**nobody**', 'The disconnect becomes final', 'send `undo-disconnect`'],
    ],
    [
      'mail servers that are down',
      given(
        connected,
        withFacts({ mailRetry: { attempts: 3, at: EXPIRY - days(29), reason: 'unreachable', since: NOW } }),
      ),
      EXPIRY - days(30),
      ['Next: Hand the mail over again', 'Mails cannot be handed over since 2026-01-15 15:00 UTC: no connection'],
    ],
  ])('tells a stranger in the first eight lines of %s', (_of, facts, now, expected) => {
    const shown = linesOf(facts, now).slice(0, 8).join('\n');
    for (const words of expected) expect(shown).toContain(words);
  });

  it('links to the runbook where it is published', () => {
    const facts = given(withKey({ verdict: { outcome: 'invalid', reason: 'rejected' } }));
    const details = currentDetails(facts, situationOf(facts, NOW), null, NOW, 'https://runbook.example/operations');

    expect(details).toContain('[`api_key_invalid`](https://runbook.example/operations#api_key_invalid)');
    expect(details).toContain('[the verbs](https://runbook.example/operations#verbs)');
  });

  it('says that only a message changes anything', () => {
    const facts = given(withKey({ revision: 0 }));
    expect(linesOf(facts, NOW)[2]).toBe('Next: nothing by itself; a message wakes it');
  });

  it.each([
    [EXPIRY - days(2), 'ends 2027-01-15 15:00 UTC (2 days left on 2027-01-13)'],
    [EXPIRY - days(1), 'ends 2027-01-15 15:00 UTC (1 day left on 2027-01-14)'],
    [EXPIRY - 1, 'ends 2027-01-15 15:00 UTC (1 day left on 2027-01-15)'],
    [EXPIRY + hours(12), 'ended 2027-01-15 15:00 UTC (0 days before 2027-01-16)'],
    [EXPIRY + days(3), 'ended 2027-01-15 15:00 UTC (3 days before 2027-01-18)'],
  ])('counts the days around the expiry, and says when: %i, %s', (now, expected) => {
    expect(linesOf(given(connected), now)[2]).toBe(`Authorization 1 ${expected}`);
  });

  it('speaks of one day as of one', () => {
    const keys = ['connected', 'T-60', 'T-30', 'T-14', 'T-7', 'E-7', 'T-3'];
    const nearTheEnd = withFacts({ marks: Object.fromEntries(keys.map((key) => [key, 'done'])) });
    expect(linesOf(given(connected, nearTheEnd), EXPIRY - days(2))[3]).toMatch(/: 1 day before expiry,/);
  });

  it('counts policy days where they are no real days', () => {
    const policy = { ...POLICY, dayMs: days(1) / 100 };
    expect(linesOf(given(connected, withFacts({ policy })), EXPIRY - days(1))[2]).toContain(
      '(100 days left on 2027-01-14)',
    );
  });

  it('caps and tames what outside parties say', () => {
    const error = `<b>x</b> **loud** [click](https://evil.example)\n# title\u202e ${'x'.repeat(10_000)}`;
    const resources = [`Magento::*\n\n<script>`, 'y'.repeat(10_000)];
    const facts = given(
      invited,
      withConnection({ refusal: { reason: 'missing_permission', resources } }),
      withCandidate({ askAt: NOW + hours(1), obstacle: { code: 'app_misconfigured', error, since: NOW } }),
    );
    const lines = linesOf(facts, NOW);
    const text = lines.join('\n').replace(/`docs\/operations\.md#\w+`/g, '');
    expect(text.length).toBeLessThan(2_500);
    expect(text).not.toMatch(/(?<!\\)[<[#]|\*\*loud|:\/\/|\u202e/);
    expect(lines.filter((line) => line.startsWith('- '))).toHaveLength(2);
  });
});

describe('escapeMarkdown', () => {
  it.each([
    ['<img src=x>', '\\<img src=x\\>'],
    ['[a](javascript:b)', '\\[a\\](javascript:b)'],
    ['`code` _em_ ~no~ | # !', '\\`code\\` \\_em\\_ \\~no\\~ \\| \\# \\!'],
    ['one\ntwo\r\n\u2028three\u0000', 'one two   three '],
    ['https://evil.example', 'https: //evil.example'],
    ['WWW.evil.example', 'WWW .evil.example'],
    ['a@evil.example', 'a\\@evil.example'],
    ['&lt;', '\\&lt;'],
    ['Plain words, numbers 1.5 and 10:00.', 'Plain words, numbers 1.5 and 10:00.'],
  ])('%j becomes %j', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });
});
