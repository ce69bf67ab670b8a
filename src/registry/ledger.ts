import { sql } from 'kysely';
import type { Instant } from '../domain/clock';
import { type Ledger, noTime } from '../domain/ledger';
import type { Stage, WaitingOn } from '../domain/stages';
import type { Database } from './transactions';

/** An onboarding that has waited for somebody for long. */
export interface LongWait {
  readonly onboardingId: string;
  readonly stage: Stage;
  readonly waitingOn: WaitingOn;
  readonly since: Instant;
}

/** Who held the ball, over all onboardings. */
export interface FleetLedger {
  /** Between two instants: for how long each party held the ball, in milliseconds, added up over all onboardings. */
  between(from: Instant, until: Instant): Promise<Ledger>;
  /** For how many onboardings each party holds the ball now. Without those that are closed. */
  holders(): Promise<Readonly<Record<WaitingOn, number>>>;
  /** Who has waited longest for somebody, longest first. */
  longestWaits(limit: number): Promise<readonly LongWait[]>;
}

export function createFleetLedger({ db }: Database): FleetLedger {
  return {
    async between(from, until) {
      const { rows } = await sql<{ holder: WaitingOn; ms: number }>`
        with holdings as (
          select t.waiting_on as holder, t.from_at as began,
            coalesce(lead(t.from_at) over (partition by t.onboarding_id order by t.entry), o.closed_at, ${until}) as ended
          from timeline t join onboardings o on o.onboarding_id = t.onboarding_id),
        within as (
          select holder, case when began < ${from} then ${from} else began end as began,
            case when ended > ${until} then ${until} else ended end as ended
          from holdings)
        select holder, cast(sum(ended - began) as bigint) as ms from within where ended > began group by holder`.execute(
        db,
      );
      return rows.reduce((ledger, { holder, ms }) => ({ ...ledger, [holder]: ms }), noTime());
    },

    async holders() {
      const rows = await db
        .selectFrom('projections as p')
        .innerJoin('onboardings as o', 'o.onboarding_id', 'p.onboarding_id')
        .select(({ fn }) => ['p.waiting_on', fn.countAll<number>().as('count')])
        .where('o.closed_at', 'is', null)
        .groupBy('p.waiting_on')
        .execute();
      return rows.reduce((counts, row) => ({ ...counts, [row.waiting_on]: row.count }), noTime());
    },

    async longestWaits(limit) {
      const rows = await db
        .selectFrom('projections')
        .select(['onboarding_id', 'stage', 'waiting_on', 'waiting_since'])
        .where('waiting_on', '!=', 'nobody')
        .orderBy('waiting_since')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        onboardingId: row.onboarding_id,
        stage: row.stage as Stage,
        waitingOn: row.waiting_on as WaitingOn,
        since: row.waiting_since,
      }));
    },
  };
}
