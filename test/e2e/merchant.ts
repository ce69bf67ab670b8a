import type { OnboardingStatus } from '../../src/domain/contract/status';
import type { TestWorld } from './test-world';

type Requirement = OnboardingStatus['requirements'][number];

/**
 * A merchant who does what the requirements say, and knows of the product nothing else. What they have or can look up
 * goes by the names that the requirements use.
 */
export interface Merchant {
  /** Also the name of the Commerce instance, of which they are the administrator. */
  readonly onboardingId: string;
  readonly possessions: Readonly<Record<string, string>>;
  /** Every requirement that was met with its remedy, oldest first. */
  readonly followed: Requirement[];
}

const PATIENCE = 6;

/** Follows requirement after requirement, until the seller has to act. Throws if one is not understood. */
export async function followRequirements(world: TestWorld, merchant: Merchant): Promise<OnboardingStatus> {
  for (let step = 0; step < PATIENCE; step += 1) {
    const { onboardingId, followed } = merchant;
    const status = await world.until(onboardingId, ({ waitingOn, requirements }) => {
      const last = followed.at(-1);
      const isNew = requirements.every(({ code, since }) => code !== last?.code || since !== last.since);
      return waitingOn === 'seller' || (waitingOn === 'merchant' && isNew);
    });
    const [requirement] = status.requirements.filter(({ waitingOn }) => waitingOn === 'merchant');
    if (!requirement) return status;
    followed.push(requirement);
    await follow(world, merchant, status, requirement);
  }
  const codes = merchant.followed.map(({ code }) => code).join(', ');
  throw new Error(`${merchant.onboardingId} followed ${codes}, and there is still something.`);
}

async function follow(
  world: TestWorld,
  merchant: Merchant,
  status: OnboardingStatus,
  { sentence, remedy }: Requirement,
): Promise<void> {
  if (/^Give the integration these API resources in Commerce/.test(remedy)) {
    await tick(world, merchant.onboardingId, sentence.match(/\w+::\w+/g) ?? []);
  }
  const [, method = '', path = ''] = /\b(PUT|PATCH) (\/v1\/[\w/-]+)/.exec(remedy) ?? [];
  if (path.endsWith('/commerce-connection')) await call(world, method, path, named(merchant.possessions, remedy));
  else if (path.includes('/stores/')) {
    const store = status.stores.find(({ storeId }) => path.endsWith(`/${storeId}`));
    const mapping = { ...store?.mapping, ...(await betterMapping(world, remedy, store?.mapping.attributeCode)) };
    await call(world, method, path, { mapping });
  } else throw new Error(`Nobody can follow this: ${remedy}`);
}

/** What the text asks for by name, or everything if it asks for all of it. */
function named(possessions: Merchant['possessions'], remedy: string): Readonly<Record<string, string>> {
  if (remedy.includes('all credentials again')) return possessions;
  return Object.fromEntries(Object.entries(possessions).filter(([name]) => new RegExp(`\\b${name}\\b`).test(remedy)));
}

async function betterMapping(world: TestWorld, remedy: string, attributeCode: string | undefined) {
  if (remedy.includes('createAttributeIfMissing true')) return { createAttributeIfMissing: true };
  const [, listed = ''] = /\bGET (\/v1\/[\w/-]+)/.exec(remedy) ?? [];
  const options = (await call(world, 'GET', listed)) as { attributes: { code: string }[] };
  const other = options.attributes.find(({ code }) => code !== attributeCode);
  if (!other) throw new Error('There is no other attribute.');
  return { attributeCode: other.code };
}

async function call(world: TestWorld, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${world.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${world.apiKey}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`);
  return response.json();
}

/** Ticks resources of the integration beside those that it has, as the administrator of the simulated Commerce does. */
async function tick(world: TestWorld, instance: string, missing: readonly string[]): Promise<void> {
  const page = `${world.demo.addresses.commerce}/admin/${instance}`;
  const form = /<form[^>]*integrations\/evergrant[\s\S]*?<\/form>/.exec(await (await fetch(page)).text())?.[0] ?? '';
  const ticked = [...form.matchAll(/<input[^>]*name="([^"]+)"[^>]*\bchecked\b/g)].map(([, name = '']) => name);
  const response = await fetch(`${page}/integrations/evergrant`, {
    method: 'POST',
    body: new URLSearchParams(Object.fromEntries([...ticked, ...missing].map((name) => [name, 'yes']))),
    redirect: 'manual',
  });
  if (response.status !== 303) throw new Error(`The simulated Commerce answered ${response.status}.`);
}
