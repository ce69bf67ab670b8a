import type { Clock } from '../domain/clock';
import { DAY_MS } from '../domain/policy';
import type { Mailer } from '../notifications/smtp';
import { weeklySummaryMail } from '../notifications/weekly-summary-mail';
import type { Registry } from '../registry/registry';
import { couldNotAsk } from './could-not-ask';

export interface SummaryActivities {
  /** Mails the operators who held the ball in the last seven policy days; `off` where there is no address of theirs. */
  sendWeeklySummary(): Promise<{ readonly outcome: 'sent' | 'off' }>;
}

const WEEK_DAYS = 7;
const LONGEST_WAITS = 10;

export function createSummaryActivities(deps: {
  readonly registry: Pick<Registry, 'ledger'>;
  /** Not the one that the mute of sellers' mails silences. */
  readonly mailer: Mailer;
  /** Null: no summary is mailed. */
  readonly operatorEmail: string | null;
  readonly mailDomain: string;
  readonly clock: Clock;
  /** Length of a policy day in milliseconds. */
  readonly dayMs: number;
}): SummaryActivities {
  const { registry, mailer, operatorEmail, mailDomain, clock, dayMs } = deps;
  return {
    async sendWeeklySummary() {
      // Where a year passes in a minute, nobody reads what each week of it was like.
      if (operatorEmail === null || dayMs !== DAY_MS) return { outcome: 'off' };
      const now = clock.now();
      const fleet = {
        week: Math.floor(now / (WEEK_DAYS * dayMs)),
        until: now,
        holders: await registry.ledger.holders(),
        held: await registry.ledger.between(now - WEEK_DAYS * dayMs, now),
        longestWaits: await registry.ledger.longestWaits(LONGEST_WAITS),
      };
      const mail = weeklySummaryMail(fleet, dayMs, mailDomain);
      const result = await mailer.send({ ...mail, to: { address: operatorEmail } });
      if (result.outcome === 'unverifiable') throw couldNotAsk(result);
      if (result.outcome === 'rejected') throw couldNotAsk({ outcome: 'unverifiable', reason: 'unexpected_answer' });
      return { outcome: 'sent' };
    },
  };
}
