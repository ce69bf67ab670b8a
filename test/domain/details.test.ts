import { currentDetails, escapeMarkdown } from '../../src/domain/details';
import type { OnboardingFacts } from '../../src/domain/facts';
import { nextStep } from '../../src/domain/next-step';
import { situationOf } from '../../src/domain/situation';
import {
  connected,
  days,
  EXPIRY,
  given,
  hours,
  invited,
  NOW,
  POLICY,
  withCandidate,
  withConnection,
  withFacts,
  withKey,
} from './given';

function linesOf(facts: OnboardingFacts, now: number): readonly string[] {
  const step = nextStep(facts, now);
  const wakeup = step.kind === 'wait' ? step.wakeup : null;
  return currentDetails(facts, situationOf(facts, now), wakeup, now)
    .split('\n')
    .map((line) => line.trimEnd());
}

describe('currentDetails', () => {
  it('says first what matters: stage, who must act, expiry, next step, what is missing and what to do', () => {
    const invalid = withKey({ verdict: { outcome: 'invalid', reason: 'rejected' } });
    expect(linesOf(given(connected, invalid), NOW + days(1)).slice(0, 8)).toEqual([
      '**Connected** (`connected`)',
      'Who must act: **nobody**',
      'Authorization 1 ends 2027-01-15 15:00 UTC (364 days left)',
      'Next: Event: 60 days before expiry, 2026-11-16 15:00 UTC',
      '',
      expect.stringMatching(
        /^- Commerce does not accept the API key\. \*.*\* \(`docs\/operations\.md#api_key_invalid`, since 2026-01-15 15:00 UTC\)$/,
      ),
      '',
      'Merchant merchant\\_1, region na, stores us (ready)',
    ]);
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
    [EXPIRY - days(2), 'ends 2027-01-15 15:00 UTC (2 days left)'],
    [EXPIRY - days(1), 'ends 2027-01-15 15:00 UTC (1 day left)'],
    [EXPIRY - 1, 'ends 2027-01-15 15:00 UTC (1 day left)'],
    [EXPIRY + hours(12), 'ended 2027-01-15 15:00 UTC (0 days ago)'],
    [EXPIRY + days(3), 'ended 2027-01-15 15:00 UTC (3 days ago)'],
  ])('counts the days around the expiry: %i, %s', (now, expected) => {
    expect(linesOf(given(connected), now)[2]).toBe(`Authorization 1 ${expected}`);
  });

  it('counts policy days where they are no real days', () => {
    const policy = { ...POLICY, dayMs: days(1) / 100 };
    expect(linesOf(given(connected, withFacts({ policy })), EXPIRY - days(1))[2]).toContain('(100 days left)');
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
