import type { OnboardingStatus } from '../domain/contract/status';
import type { DemoStand } from './demo';
import { FURTHER_ONBOARDINGS, merchantOf, type DemoOnboarding } from './demo-onboardings';
import { shellPath } from './shell-path';
import type { RunningWorld } from './world';

/** What a person reads once everything runs. */
export function screen(world: RunningWorld, stand: DemoStand, workingDirectory: string): string {
  const { url, temporal, namespace, demo, folder } = world;
  const place = (path: string) => shellPath(path, workingDirectory);
  return `
Evergrant is running.

  API documentation         ${url}/docs
  Temporal UI               ${temporal.uiUrl === undefined ? 'that of your server' : `${temporal.uiUrl}/namespaces/${namespace}/workflows`}
  Simulated Seller Central  ${demo.addresses.sellerCentral}/apps/manage
  Mailbox                   ${demo.addresses.mail}
  Runs on                   ${temporal.description}

The demo

  acme, United States       ${acmeLine(stand.acme)}
  globex, United Kingdom    ${globexLines(world, stand)}

${initechLines(world, stand, place)}
${furtherLines(world, place)}
Ctrl-C stops everything, npm start goes on from here. Data and logs are in ${place(folder.path)}.
`;
}

const INDENT = ' '.repeat(28);

function acmeLine(acme: OnboardingStatus): string {
  return acme.stage === 'connected' ? `is connected: a simulated seller has consented${until(acme)}` : stageLine(acme);
}

function globexLines(world: RunningWorld, { globex, link }: DemoStand): string {
  if (globex.stage === 'connected') return `is connected${until(globex)}`;
  if (globex.stage !== 'awaiting_consent' && globex.stage !== 'consent_lapsed') return stageLine(globex);
  return ['waits for your click:', link, `Seller Central: ${signIn(world, 'globex')}`].join(`\n${INDENT}`);
}

function initechLines(world: RunningWorld, { initech, headersFile, initechBody }: DemoStand, place: Place): string {
  if (initech)
    return `  initech, United States    ${initech.stage === 'connected' ? `is connected${until(initech)}` : stageLine(initech)}\n`;
  return `A third, initech, is started by this, in another terminal:

  curl -X PUT ${world.url}/v1/onboardings/initech \\
    -H @${place(headersFile)} --data @${place(initechBody)}

Its link then comes to the mailbox. Seller Central: ${signIn(world, 'initech')}
`;
}

function furtherLines({ demo, folder }: RunningWorld, place: Place): string {
  return `${FURTHER_ONBOARDINGS.join(', ')} are prepared likewise in ${place(folder.demo)}: the first has Commerce
as a Cloud Service, of the others a requirement asks something. ${new URL(demo.addresses.home).origin}/commerce/admin is
where their administrators mend it.
`;
}

function signIn({ demo }: RunningWorld, name: DemoOnboarding): string {
  const { email, password, twoStepCode } = merchantOf(demo, name).seller;
  return `${email}, password ${password}, code ${twoStepCode}`;
}

/** Where it stands if it is not where a new user finds it, with the first thing that is missing. */
function stageLine({ stageDescription, requirements: [first] }: OnboardingStatus): string {
  return first ? `${stageDescription}: ${first.sentence}` : stageDescription;
}

function until({ authorization }: OnboardingStatus): string {
  return authorization ? ` (until ${authorization.expiresAt.slice(0, 10)})` : '';
}

type Place = (path: string) => string;
