import type { Command } from 'commander';
import pino from 'pino';
import { createAmazonClient } from '../../amazon/client';
import { isoInstant, utc } from '../../domain/clock';
import { createAccessTokenSupply, type SuppliedToken } from '../../registry/access-token-supply';
import { examples } from '../examples';
import { Failure, noSuchOnboarding, onboardingClosed, type FailureFacts } from '../failure';
import { findOpen } from '../find-open';
import { withProgress } from '../../temporal/progress';
import type { Session } from '../session';
import { relative } from '../words';

export function defineToken(program: Command, session: Session): void {
  program
    .command('token')
    .summary('get an access token of the seller')
    .description(
      'Gets a live access token for the Selling Partner API, as backends do, and says whose it is and until when. The token ' +
        'itself is printed only with --print, alone on standard output; the audit tells that you have it.',
    )
    .argument('<id>', 'id of the onboarding')
    .option('--print', 'print the token itself')
    .addHelpText(
      'after',
      examples('evergrant token acme', 'curl -H "x-amz-access-token: $(evergrant token acme --print)" …'),
    )
    .action((id: string, options: { readonly print?: true }) => token(session, id, options.print === true));
}

type Token = Extract<SuppliedToken, { readonly outcome: 'token' }>;

async function token(session: Session, id: string, print: boolean): Promise<void> {
  const { output } = session;
  const registry = await session.registry();
  const { onboardingId } = await findOpen(registry, id);
  const { source, accessToken, expiresAt } = await supplied(session, onboardingId);
  const now = session.clock().now();
  if (print) await registry.accessTokens.recordHolder(source, session.actor, expiresAt, now);

  const { sellerId, marketplaceIds, region } = source;
  const spApiHost = session.installation().amazon.spApiBase[region];
  const document = {
    accessToken: print ? accessToken.reveal() : null,
    expiresAt: isoInstant(expiresAt),
    sellerId,
    marketplaceIds,
    region,
    spApiHost,
  };
  const facts = `It is of seller ${sellerId} (${marketplaceIds.join(', ')}), for ${spApiHost}, and ends ${utc(expiresAt)}, ${relative(expiresAt, now)}.`;
  output.result(document, () =>
    print ? accessToken.reveal() : `There is a live access token. ${facts}\nAdd --print to have it printed.`,
  );
  if (!print || output.json) return;
  output.note(facts);
  if (session.resultIsSeen) output.note('It is a secret, and this terminal may remember it: do not copy it anywhere.');
}

async function supplied(session: Session, onboardingId: string): Promise<Token> {
  const { amazonApp, amazon: endpoints, clock } = session.installation();
  const { accessTokens, grants } = await session.registry();
  const amazon = createAmazonClient({ app: amazonApp, endpoints, clock });
  try {
    const supply = createAccessTokenSupply({
      accessTokens,
      grants,
      refresh: amazon.refresh,
      clock,
      // What it would log comes as an outcome, too.
      log: pino({ level: 'silent' }),
    });
    const answer = await withProgress(session.output.progress, 'Getting a token', () => supply(onboardingId));
    if (!answer) throw noSuchOnboarding(onboardingId);
    if (answer.outcome === 'closed') throw onboardingClosed(onboardingId);
    if (answer.outcome !== 'token') throw new Failure(REFUSALS[answer.outcome]);
    return answer;
  } finally {
    await amazon.close();
  }
}

const REFUSALS: Readonly<Record<Exclude<SuppliedToken['outcome'], 'token' | 'closed'>, FailureFacts>> = {
  not_connected: {
    kind: 'conflict',
    code: 'not_connected',
    message: 'No seller is connected, so there is no token.',
    remedy: 'See who must act with: evergrant show',
  },
  disconnected: {
    kind: 'conflict',
    code: 'onboarding_disconnected',
    message: 'The onboarding is being disconnected, so no token is given out.',
    remedy: 'Undo the disconnect within its seven days, or leave it.',
  },
  revoked: {
    kind: 'conflict',
    code: 'authorization_revoked',
    message: 'The seller has ended the authorization at Amazon.',
    remedy: 'The seller must consent again; make a link with: evergrant link',
  },
  in_doubt: {
    kind: 'conflict',
    code: 'authorization_in_doubt',
    message: 'Amazon refuses to refresh the token; whether the authorization has ended is being found out.',
    remedy: 'Wait, and look at: evergrant show',
  },
  misconfigured: {
    kind: 'failed',
    code: 'app_misconfigured',
    message: 'Amazon refuses our own application.',
    remedy: 'Check AMAZON_CLIENT_ID and AMAZON_CLIENT_SECRET in the Solution Provider Portal.',
  },
  unavailable: {
    kind: 'unreachable',
    code: 'amazon_unavailable',
    message: 'Amazon could not be asked for a token.',
    remedy: 'Try again in a minute; evergrant doctor tells whether Amazon can be reached.',
  },
  busy: {
    kind: 'failed',
    code: 'token_refresh_busy',
    message: 'Another process is fetching the token and takes too long.',
    remedy: 'Try again in a few seconds.',
  },
};
