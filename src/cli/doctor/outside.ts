import type { Mode } from '../../registry/stamp';
import type { Installation } from '../installation';
import { duration } from '../words';
import { ill, unwise, well, type Check, type Finding } from './finding';
import { reach, type Reach } from './reach';

const TIMEOUT_MS = 6_000;

/** Commerce rejects signatures whose time is off by about a minute. */
const CLOCK_WRONG_MS = 60_000;
const CLOCK_POOR_MS = 10_000;

interface Host {
  readonly origin: string;
  readonly names: readonly string[];
  /** Whether every onboarding needs it. */
  readonly needed: boolean;
}

/** Looks whether the parties outside answer at all, and by whose clock we are. */
export function outsideCheck(installation: Installation): Check {
  const hosts = hostsOf(installation);
  return {
    subject: 'outside',
    async look() {
      const reached = await Promise.all(
        hosts.map(async (host) => ({ host, answer: await reach(host.origin, TIMEOUT_MS) })),
      );
      const ahead = reached.flatMap(({ answer }) =>
        answer.outcome === 'answers' && answer.clockAheadMs !== null ? [answer.clockAheadMs] : [],
      );
      return [...reached.map(({ host, answer }) => hostFinding(host, answer, installation.mode)), clockFinding(ahead)];
    },
  };
}

/** The address that sellers and backends use, which may not be reachable from everywhere inside. */
export function publicAddressCheck({ publicBaseUrl }: Installation): Check {
  return {
    subject: 'public address',
    async look() {
      const answer = await reach(`${publicBaseUrl}/readyz`, TIMEOUT_MS);
      if (answer.outcome === 'answers' && answer.status === 200) {
        return [well('public address', `The api answers at ${publicBaseUrl} and is ready.`)];
      }
      const what =
        answer.outcome === 'answers' ? `answers with status ${answer.status}` : `does not answer (${answer.code})`;
      return [
        unwise(
          'public address',
          `What should be the api ${what} at ${publicBaseUrl}.`,
          'See that an api runs and that its proxy leads to it. If this machine only cannot reach its own public address, all is well.',
        ),
      ];
    },
  };
}

function hostsOf({ amazon, gateways, imsTokenUrl }: Installation): readonly Host[] {
  const all = [
    { url: amazon.lwaTokenUrl, name: 'Login with Amazon', needed: true },
    { url: amazon.spApiBase.na, name: 'SP-API of North America', needed: true },
    { url: amazon.spApiBase.eu, name: 'SP-API of Europe', needed: true },
    { url: gateways.production, name: 'Commerce gateway', needed: true },
    { url: gateways.sandbox, name: 'Commerce gateway for sandbox keys', needed: false },
    { url: imsTokenUrl, name: 'Adobe IMS for the SaaS edition', needed: false },
  ].map(({ url, ...rest }) => ({ origin: new URL(url).origin, ...rest }));
  return [...new Set(all.map(({ origin }) => origin))].map((origin) => {
    const here = all.filter((one) => one.origin === origin);
    return { origin, names: here.map(({ name }) => name), needed: here.some(({ needed }) => needed) };
  });
}

function hostFinding({ origin, names, needed }: Host, answer: Reach, mode: Mode): Finding {
  const name = names.join(', ');
  if (answer.outcome === 'answers') return well('outside', `${name}: answers at ${origin}.`);
  const found = needed ? ill : unwise;
  const remedy =
    mode === 'simulator' ? 'Run npm start: it starts the simulator that stands in for them.' : REMEDIES[answer.why];
  return found('outside', `${name}: ${REASONS[answer.why]} at ${origin} (${answer.code}).`, remedy);
}

const REASONS = {
  dns: 'the name is unknown',
  connect: 'no connection comes about',
  tls: 'no trusted TLS comes about',
  timeout: 'nothing answers in time',
} as const;

const REMEDIES = {
  dns: 'Check the DNS of this machine.',
  connect: 'Check the way out: firewall, egress rules, and whether the other side has an outage.',
  tls: 'Check for a proxy that opens TLS, and the certificates of this machine.',
  timeout: 'Check the way out: firewall, egress rules, and whether the other side has an outage.',
} as const;

/** Of several clocks the one in the middle is believed: a single wrong one tells nothing about ours. */
function clockFinding(ahead: readonly number[]): Finding {
  const middle = [...ahead].sort((a, b) => a - b)[Math.floor(ahead.length / 2)];
  if (middle === undefined) {
    return unwise('clock', 'Nobody outside could be asked for the time.', 'Check that this machine is set by NTP.');
  }
  const off = Math.abs(middle);
  const sentence = `This machine's clock is ${duration(off)} ${middle > 0 ? 'ahead of' : 'behind'} the clocks outside.`;
  if (off > CLOCK_WRONG_MS) {
    return ill('clock', sentence, 'Set it by NTP: signatures are refused and instants are wrong.');
  }
  if (off > CLOCK_POOR_MS) return unwise('clock', sentence, 'Set it by NTP.');
  return well('clock', 'This machine and the clocks outside agree.');
}
