import { createAmazonClient } from '../../amazon/client';
import type { CredentialsOutcome } from '../../amazon/lwa';
import type { Installation } from '../installation';
import { ill, unwise, well, type Check, type Finding } from './finding';

/** Shorter than what a check may take in all. */
const PATIENCE = { connectMs: 3_000, answerMs: 6_000 };

/** Whether Amazon knows our application: asks for a token that belongs to no seller, and drops it. */
export function applicationCheck({ amazonApp: app, amazon: endpoints, clock }: Installation): Check {
  return {
    subject: 'application',
    async look() {
      const amazon = createAmazonClient({ app, endpoints, clock, patience: PATIENCE });
      try {
        return [finding(await amazon.checkCredentials())];
      } finally {
        await amazon.close();
      }
    },
  };
}

function finding(outcome: CredentialsOutcome): Finding {
  switch (outcome.outcome) {
    case 'healthy':
      return well('application', 'Login with Amazon accepts the client id and secret of the application.');
    case 'misconfigured':
      return ill(
        'application',
        `Login with Amazon refuses the application itself (${outcome.error}).`,
        'Check AMAZON_CLIENT_ID and AMAZON_CLIENT_SECRET in the Solution Provider Portal: a secret ends after 180 days.',
      );
    case 'invalid_grant':
    case 'not_sent':
    case 'ambiguous':
      return unwise(
        'application',
        'Whether Amazon knows the application could not be found out.',
        'Look again once Login with Amazon answers.',
      );
  }
}
