/* eslint-disable @typescript-eslint/require-await */
import { createHash, randomBytes } from 'node:crypto';
import type { Attempt, Candidate, Grant, Link, Registry, StatusView, StoreView } from '../../src/registry/registry';
import { marketplaceOfStore, storeIdOf } from '../../src/domain/marketplaces';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function fakeRegistry() {
  const onboardings = new Map<string, Mutable<StatusView>>();
  const hosts = new Map<string, string>();
  const links = new Map<string, Link & { used: boolean }>();
  const sessions = new Map<string, number>();
  const attempts: (Mutable<Attempt> & { browserHash: string; stateHash: string; consumedAt: number | null })[] = [];
  const candidates: (Candidate & { onboardingId: string })[] = [];
  const confirmed: string[] = [];
  const disputes: string[] = [];
  const seen = (a: (typeof attempts)[number], at: number): Attempt =>
    a.outcome === 'exchanging' && at - (a.consumedAt ?? at) > 60_000 ? { ...a, outcome: 'lost' } : { ...a };

  const registry = {
    onboardings: {
      start: async (input: Parameters<Registry['onboardings']['start']>[0], at: number) => {
        const stores = input.stores.map((s): StoreView => ({
          ...s,
          storeId: storeIdOf(s.country),
          marketplaceId: marketplaceOfStore(storeIdOf(s.country)).id,
          ready: false,
          orderImport: null,
          warnings: [],
          participates: null,
          revision: 1,
        }));
        onboardings.set(input.onboardingId, {
          onboardingId: input.onboardingId,
          merchantId: input.merchantId,
          region: input.region,
          stage: 'validating_key',
          waitingOn: 'us',
          waitingSince: at,
          requirements: [],
          stores,
          authorization: null,
          nextStep: null,
          apiKey: { given: true, environment: 'production', revision: 1 },
          commerceConnection: { host: null, revision: 1 },
          metadata: {},
          returnUrl: input.returnUrl,
          timeline: [],
          createdAt: at,
          closedAt: null,
          stateVersion: 1,
        });
        return 'created';
      },
      status: async (id: string) => onboardings.get(id),
      basics: async (id: string) => {
        const s = onboardings.get(id);
        return (
          s && {
            ...s,
            language: 'en' as const,
            expectedSellerId: null,
            generation: s.authorization?.generation ?? 0,
            verifiedCommerceHost: hosts.get(id) ?? null,
          }
        );
      },
      publish: async (p: Parameters<Registry['onboardings']['publish']>[0]) => {
        const s = onboardings.get(p.onboardingId)!;
        s.stage = p.stage;
        s.waitingOn = p.waitingOn;
        s.requirements = p.requirements;
        return { outcome: 'written' };
      },
      close: async (id: string, at: number) => {
        onboardings.get(id)!.closedAt = at;
      },
    },
    stores: {
      makeReady: async (id: string, storeId: string, _r: number, readiness: { instance: string }) => {
        const s = onboardings.get(id)!;
        s.stores = s.stores.map((x) => (x.storeId === storeId ? { ...x, ready: true } : x));
        hosts.set(id, readiness.instance);
        return 'ready';
      },
    },
    contacts: {
      forRole: async (id: string) => ({
        contactId: `contact-${id}`,
        role: 'seller',
        email: 'anna@acme.example',
        language: 'en',
        timeZone: 'Europe/London',
        confirmed: false,
      }),
      confirm: async (id: string) => void confirmed.push(id),
    },
    links: {
      mint: async (input: Parameters<Registry['links']['mint']>[0]) => {
        const linkId = randomBytes(12).toString('base64url');
        links.set(linkId, { ...input, linkId, used: false });
        return { linkId, token: `${linkId}.sig` };
      },
      open: async (token: string, at: number) => {
        const link = links.get(token.split('.')[0]!);
        if (!link || !token.endsWith('.sig')) return { outcome: 'unknown' };
        if (link.used || (link.expiresAt !== null && link.expiresAt <= at)) return { outcome: 'dead' };
        if (onboardings.get(link.onboardingId)?.closedAt !== null) return { outcome: 'dead' };
        return { outcome: 'open', link };
      },
      use: async (linkId: string) => {
        const link = links.get(linkId)!;
        if (link.used) return false;
        link.used = true;
        return true;
      },
    },
    browsers: {
      admit: async (b: string, o: string, _l: string, until: number) => void sessions.set(`${b} ${o}`, until),
      holds: async (b: string, o: string, at: number) => (sessions.get(`${b} ${o}`) ?? 0) > at,
    },
    attempts: {
      create: async (input: Parameters<Registry['attempts']['create']>[0], at: number) => {
        const s = onboardings.get(input.onboardingId)!;
        if (s.closedAt !== null) return { outcome: 'closed' };
        if (attempts.filter((a) => a.onboardingId === input.onboardingId && a.createdAt > at - 3_600_000).length >= 20)
          return { outcome: 'limited' };
        const state = randomBytes(32).toString('base64url');
        const consentId = randomBytes(16).toString('hex');
        attempts.push({
          ...input,
          consentId,
          stateHash: hash(state),
          expectedGeneration: s.authorization?.generation ?? 0,
          createdAt: at,
          stateExpiresAt: at + 900_000,
          outcome: 'open',
          finishedAt: null,
          consumedAt: null,
        });
        return { outcome: 'created', consentId, state };
      },
      consume: async (state: string, browserHash: string | null, at: number) => {
        const a = attempts.find((x) => x.stateHash === hash(state));
        if (!a) return { outcome: 'unknown' };
        if (a.browserHash !== browserHash) return { outcome: 'foreign_browser' };
        if (a.consumedAt !== null) return { outcome: 'already_consumed', attempt: seen(a, at) };
        if (a.stateExpiresAt <= at) return { outcome: 'expired', attempt: seen(a, at) };
        a.consumedAt = at;
        if (a.expectedGeneration !== (onboardings.get(a.onboardingId)!.authorization?.generation ?? 0)) {
          a.outcome = 'overtaken';
          return { outcome: 'overtaken', attempt: seen(a, at) };
        }
        a.outcome = 'exchanging';
        return { outcome: 'claimed', attempt: seen(a, at) };
      },
      recordCandidate: async (candidate: Candidate) => {
        const a = attempts.find((x) => x.consentId === candidate.consentId)!;
        a.outcome = 'verifying';
        candidates.push({ ...candidate, onboardingId: a.onboardingId });
        return { candidateRef: candidate.consentId };
      },
      recordFailure: async (id: string, outcome: Attempt['outcome'], at: number) => {
        const a = attempts.find((x) => x.consentId === id)!;
        a.outcome = outcome;
        a.finishedAt = at;
      },
      forBrowser: async (id: string, b: string, at: number) => {
        const a = attempts.find((x) => x.consentId === id && x.browserHash === b);
        return a && seen(a, at);
      },
      latestOfLink: async (linkId: string, b: string, at: number) => {
        const a = attempts.filter((x) => x.linkId === linkId && x.browserHash === b).at(-1);
        return a && seen(a, at);
      },
    },
    grants: {
      swapIn: async (input: Parameters<Registry['grants']['swapIn']>[0]) => {
        const c = candidates.find((x) => x.consentId === input.grantRef)!;
        const s = onboardings.get(c.onboardingId)!;
        const ids = input.print.filter((p) => p.isParticipating).map((p) => p.marketplaceId);
        s.stores = s.stores.map((x) => ({ ...x, participates: ids.includes(x.marketplaceId) }));
        s.authorization = {
          sellerId: c.sellerId,
          sellerIdProof: input.proof,
          marketplaceIds: ids,
          generation: (s.authorization?.generation ?? 0) + 1,
          grantedAt: c.grantedAt,
          expiresAt: input.expiresAt,
          expiryKnownFrom: 'consent',
        };
        attempts.find((x) => x.consentId === c.consentId)!.outcome = 'connected';
        return { outcome: 'in_force', grant: {} as Grant };
      },
      park: async (ref: string) => {
        attempts.find((x) => x.consentId === ref)!.outcome = 'parked';
      },
      destroy: async (ref: string, outcome: 'refused' | 'void') => {
        attempts.find((x) => x.consentId === ref)!.outcome = outcome;
      },
      markNotParticipating: async (ref: string) => {
        attempts.find((x) => x.consentId === ref)!.outcome = 'not_participating';
      },
    },
    verbs: {
      request: async (input: { verb: string; actor: string }) => {
        disputes.push(`${input.verb} ${input.actor}`);
        return { auditId: '1' };
      },
    },
  };
  return { registry: registry as unknown as Registry, candidates, confirmed, disputes };
}
