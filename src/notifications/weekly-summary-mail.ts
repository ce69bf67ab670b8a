import { createHash } from 'node:crypto';
import type { Ledger } from '../domain/ledger';
import type { Instant } from '../domain/clock';
import { PARTIES, type Stage, STAGE_WORDS, type WaitingOn } from '../domain/stages';
import { mailOfParagraphs } from './paragraphs';

export interface WeekOfFleet {
  /** Counts the weeks, so that a repeated mail is the same mail. */
  readonly week: number;
  readonly until: Instant;
  /** For how many onboardings each party holds the ball. */
  readonly holders: Readonly<Record<WaitingOn, number>>;
  /** For how long it did in the week, in milliseconds. */
  readonly held: Ledger;
  readonly longestWaits: readonly {
    readonly onboardingId: string;
    readonly stage: Stage;
    readonly waitingOn: WaitingOn;
    readonly since: Instant;
  }[];
}

const NAMES: Readonly<Record<WaitingOn, string>> = {
  seller: 'Sellers',
  merchant: 'Merchants',
  operator: 'Operators',
  amazon: 'Amazon',
  commerce: 'Commerce',
  us: 'Evergrant itself',
  nobody: 'Nobody',
};

/** The mail that tells operators once a week who holds the ball. `dayMs`: length of a policy day. */
export function weeklySummaryMail(fleet: WeekOfFleet, dayMs: number, mailDomain: string) {
  const { week, until, holders, held, longestWaits } = fleet;
  const days = (ms: number) => (ms / dayMs).toFixed(1);
  const total = Object.values(held).reduce((sum, ms) => sum + ms, 0);
  const share = (ms: number) => (total === 0 ? '0' : ((100 * ms) / total).toFixed(1));
  const parties = PARTIES.filter((party) => holders[party] > 0 || held[party] > 0).map(
    (party) =>
      `${NAMES[party]}: ${counted(holders[party])} now; ${days(held[party])} days of the week, ${share(held[party])} %`,
  );
  const waits = longestWaits.map(
    ({ onboardingId, stage, waitingOn, since }) =>
      `${onboardingId}: ${STAGE_WORDS[stage]} (${waitingOn}, for ${days(until - since)} days)`,
  );
  return {
    messageId: `<${createHash('sha256').update(`weekly_summary/${week}`).digest('hex').slice(0, 40)}@${mailDomain}>`,
    subject: 'Evergrant: who held the ball this week',
    ...mailOfParagraphs([
      'Who holds the ball, and held it in the last seven days, added up over all onboardings:',
      ...(parties.length > 0 ? parties : ['There is no onboarding yet.']),
      ...(waits.length > 0 ? ['Those that have waited longest:', ...waits] : ['Nobody waits for anybody.']),
      'Look closer with: evergrant list --waiting-on operator --waiting-at-least 7d',
    ]),
  };
}

function counted(onboardings: number): string {
  return `${onboardings} ${onboardings === 1 ? 'onboarding' : 'onboardings'}`;
}
