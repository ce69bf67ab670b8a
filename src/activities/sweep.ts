import type { Lwa } from '../amazon/lwa';
import type { Sellers } from '../amazon/sellers';
import type { GatewayBases } from '../commerce/gateways';
import { checkKey } from '../commerce/key-check';
import { secretAge } from '../domain/app-secret';
import type { Clock, Instant } from '../domain/clock';
import { CONFIRMATION_HOURS } from '../domain/incident';
import type { LwaFailure, ParticipationsOutcome } from '../domain/outcomes';
import { policyDays, policyHours } from '../domain/policy';
import type { Outgoing } from '../outgoing/guarded-dispatcher';
import type { KeyCheckTarget } from '../registry/key-checks';
import type { ProbeAnswer, ProbeTarget } from '../registry/probes';
import type { Registry } from '../registry/registry';
import { VaultError } from '../registry/vault';
import { askControl } from './control-call';
import { atPace, type Pace } from './pace';
import type { GrantsAsked, SweepActivities } from './sweep-activities';

export interface SweepDeps {
  readonly registry: Pick<
    Registry,
    'grants' | 'probes' | 'incidents' | 'keyChecks' | 'credentials' | 'appSecrets' | 'alerts'
  >;
  readonly amazon: Pick<Lwa, 'refresh' | 'checkCredentials'> & Pick<Sellers, 'marketplaceParticipations'>;
  readonly outgoing: Outgoing;
  readonly gatewayBase: GatewayBases;
  /** Our client secret at Amazon, and since when it is known to exist; null where nobody has said. */
  readonly appSecret: { readonly fingerprint: string; readonly since: Instant | null };
  readonly clock: Clock;
  /** Length of a policy day in milliseconds. */
  readonly dayMs: number;
  readonly log: { warn(fields: Readonly<Record<string, string | number>>, message: string): void };
  readonly pace?: Pace;
}

/** LWA publishes no rate; this many a second do a fleet of 100,000 in its day with much to spare. */
const DEFAULT_PACE: Pace = { atOnce: 10, perSecond: 50 };

/** Grants of one activity, each batch after a control call of its own. */
const GRANTS_AT_ONCE = 100;

/** Healthy grants that a round asks about, if there are so many, before a refusal in it means anything. */
const SAMPLE = 30;

/** Calls of a batch without an answer after which no more are made: the next control call shows why. */
const MOST_UNANSWERED = 5;

/** Wait after a 429 that names none. */
const DEFAULT_PAUSE_MS = 60_000;

/** Refusals by the SP-API in one batch, with no answer that is none, that show a role to be missing. */
const FEWEST_DENIALS = 3;

/** After how many policy days it is seen anew where a seller sells. */
const PRINT_DAYS = 7;

const KEYS_AT_ONCE = 50;

/** The rounds over all grants and keys. */
export function createSweepActivities(deps: SweepDeps): SweepActivities {
  const { registry, amazon, outgoing, gatewayBase, appSecret, clock, dayMs, log, pace = DEFAULT_PACE } = deps;
  const { grants, probes, incidents, keyChecks } = registry;

  return {
    async beginRound() {
      const beganAt = clock.now();
      await probes.takeIn(beganAt, dayMs);
      await keyChecks.takeIn(beganAt, dayMs);
      await warnOfSecret(beganAt);
      return { beganAt };
    },

    async askGrants({ beganAt, sample }) {
      const round = { beganAt, at: clock.now() };
      const targets = sample
        ? await probes.sample({ ...round, limit: SAMPLE })
        : await probes.due({ ...round, limit: GRANTS_AT_ONCE });
      const control = await askControl(amazon);
      if (control.outcome === 'busy')
        return { control: 'busy', error: null, asked: 0, pauseMs: control.pauseMs, more: true };
      if (control.outcome !== 'healthy')
        return { control: control.outcome, error: control.error, asked: 0, pauseMs: null, more: false };
      return askAll(targets);
    },

    async concludeRound({ beganAt, control, error }) {
      const found = { ...(await probes.findings(beganAt)), control };
      const judged = await incidents.settle({ beganAt, found, error }, clock.now(), dayMs);
      // It may have been judged by a worker that died: its findings and its time stand.
      const { verdict, at } = judged;
      const { asked, healthyBefore, newlyRefused, suspected } = judged.found;
      const counts = { asked, healthyBefore, newlyRefused, suspected };
      if (judged.revoked !== null) return { ...counts, verdict, revoked: judged.revoked };
      if (verdict !== 'calm') log.warn({ verdict, ...judged.found }, 'A round over the grants met an incident');
      const revoked = verdict === 'calm' ? await confirmRevocations(beganAt, at) : 0;
      await probes.judged(beganAt, revoked);
      return { ...counts, verdict, revoked };
    },

    async checkKeys({ beganAt }) {
      const at = clock.now();
      const targets = await keyChecks.due(beganAt, KEYS_AT_ONCE);
      let changed = 0;
      await atPace(targets, pace, async (target) => {
        if (await differs(target)) {
          changed += 1;
          await keyChecks.ask(target.onboardingId, 0, at);
        }
        return 'go_on';
      });
      await keyChecks.tried(
        targets.map(({ onboardingId }) => onboardingId),
        at,
        dayMs,
      );
      return { checked: targets.length, changed, more: targets.length === KEYS_AT_ONCE };
    },
  };

  async function warnOfSecret(at: Instant): Promise<void> {
    const { fingerprint, since } = appSecret;
    const { expiresAt, daysLeft, warning } = secretAge(
      await registry.appSecrets.note(fingerprint, since, at),
      at,
      dayMs,
    );
    if (warning !== null) await registry.appSecrets.warn({ fingerprint, step: warning, daysLeft, expiresAt }, at);
  }

  /** Asks about each target, until too many answers are missing or one shows that it is not about the grants. */
  async function askAll(targets: readonly ProbeTarget[]): Promise<GrantsAsked> {
    const replies = new Map<ProbeTarget, Reply>();
    await atPace(targets, pace, async (target) => {
      // One of each batch asks the SP-API too: an expired client secret shows there while LWA may still give tokens.
      const reply = await ask(target, target === targets[0] || isOld(target.printAt));
      replies.set(target, reply);
      return reply.trouble || silenceIn(replies) >= MOST_UNANSWERED ? 'stop' : 'go_on';
    });
    await writeDown(replies);
    await tellOfMissingRole([...replies.values()]);
    const trouble = [...replies.values()].find((reply) => reply.trouble !== null)?.trouble;
    const asked = [...replies.values()].filter(({ answer }) => answer !== 'unanswered').length;
    const silent = asked === 0 && silenceIn(replies) >= MOST_UNANSWERED;
    return {
      ...(trouble ?? { control: silent ? 'amazon' : 'healthy', error: null, pauseMs: null }),
      asked,
      more: replies.size < targets.length || targets.length === GRANTS_AT_ONCE,
    };
  }

  async function ask({ grantRef, region }: ProbeTarget, withPrint: boolean): Promise<Reply> {
    const refreshToken = await opened(grants.refreshToken(grantRef), { grantRef });
    if (!refreshToken) return NOT_ASKED;
    const tokens = await amazon.refresh(refreshToken);
    if (tokens.outcome === 'invalid_grant') return { ...UNANSWERED, answer: 'refused' };
    if (tokens.outcome !== 'ok') return { ...UNANSWERED, trouble: troubleOf(tokens) };
    const alive = { ...UNANSWERED, answer: 'alive' } as const;
    if (!withPrint) return alive;

    const seen = await amazon.marketplaceParticipations({ region, accessToken: tokens.accessToken });
    if (seen.outcome === 'ok') await grants.notePrint(grantRef, seen.participations, clock.now());
    if (seen.outcome !== 'misconfigured') return { ...alive, spApi: seen.outcome };
    return { ...alive, trouble: { control: 'application', error: seen.error, pauseMs: null } };
  }

  async function writeDown(replies: ReadonlyMap<ProbeTarget, Reply>): Promise<void> {
    const at = clock.now();
    const answers = [...replies].map(([{ grantRef }, { answer }]) => ({ grantRef, answer }));
    await probes.record(answers, at, dayMs);
    for (const [{ grantRef, inDoubt }, { answer }] of replies) {
      if (answer === 'alive' && inDoubt) await grants.foundAlive(grantRef, at);
      else if (answer === 'refused') await grants.suspect(grantRef, at);
    }
  }

  /** One seller whose account is barred is no matter of ours; several, and nobody who is let in, are. */
  async function tellOfMissingRole(replies: readonly Reply[]): Promise<void> {
    const denied = replies.filter(({ spApi }) => spApi === 'forbidden').length;
    if (denied < FEWEST_DENIALS || replies.some(({ spApi }) => spApi === 'ok')) return;
    const at = clock.now();
    const dedupeKey = String(Math.floor(at / dayMs));
    await registry.alerts.raise({ code: 'app_role_missing', dedupeKey, onboardingId: null, params: {} }, at);
  }

  function isOld(printAt: Instant | null): boolean {
    return printAt === null || printAt + policyDays({ dayMs }, PRINT_DAYS) <= clock.now();
  }

  /** Calls those revoked that were refused in this round and have been under suspicion long enough, in calm times. */
  async function confirmRevocations(beganAt: Instant, at: Instant): Promise<number> {
    const suspectedUntil = at - policyHours({ dayMs }, CONFIRMATION_HOURS);
    const lastIncidentEnded = await incidents.lastClosedAt();
    if (lastIncidentEnded !== null && lastIncidentEnded > suspectedUntil) return 0;
    const revoked = await probes.confirmable(beganAt, suspectedUntil, at);
    for (const grantRef of revoked) await grants.confirmRevoked(grantRef, at);
    return revoked.length;
  }

  /** One secret that does not open must not keep a round from all the others. */
  async function opened<T>(reading: Promise<T>, of: Readonly<Record<string, string>>): Promise<T | undefined> {
    try {
      return await reading;
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      log.warn(of, 'A secret does not open, so a round cannot ask about it');
      return undefined;
    }
  }

  /** Whether the gateway says of the key something else than its process believes. Not asked is no news. */
  async function differs({ onboardingId, believedValid }: KeyCheckTarget): Promise<boolean> {
    const key = await opened(registry.credentials.readKey(onboardingId), { onboardingId });
    if (!key) return false;
    const pair = { environment: key.environment, apiKey: key.apiKey?.reveal(), privateKey: key.privateKey?.reveal() };
    const check = await checkKey(pair, { gatewayBase, outgoing, clock });
    return check.outcome !== 'unverifiable' && (check.outcome === 'valid') !== believedValid;
  }
}

interface Reply {
  readonly answer: ProbeAnswer;
  /** What the SP-API said; null if it was not asked. */
  readonly spApi: ParticipationsOutcome['outcome'] | null;
  /** Why no further grant of the batch is to be asked about. */
  readonly trouble: Pick<GrantsAsked, 'control' | 'error' | 'pauseMs'> | null;
}

const UNANSWERED: Reply = { answer: 'unanswered', spApi: null, trouble: null };

/** Its refresh token cannot be had: that there is no answer says nothing about Amazon. */
const NOT_ASKED: Reply = { ...UNANSWERED };

/** Calls that Amazon has left without an answer. */
function silenceIn(replies: ReadonlyMap<ProbeTarget, Reply>): number {
  return [...replies.values()].filter((reply) => reply.answer === 'unanswered' && reply !== NOT_ASKED).length;
}

function troubleOf(failure: Exclude<LwaFailure, { outcome: 'invalid_grant' }>): Reply['trouble'] {
  if (failure.outcome === 'misconfigured') {
    // Other errors may be about this one token, such as one that another application was given.
    return failure.error === 'invalid_client' ? { control: 'application', error: failure.error, pauseMs: null } : null;
  }
  if (failure.outcome === 'not_sent' || failure.reason !== 'rate_limited') return null;
  return { control: 'busy', error: null, pauseMs: failure.retryAfterMs ?? DEFAULT_PAUSE_MS };
}
