import type { Simulation } from '../simulation';
import type { CommerceInstance, ImsCredential, Integration } from './instances';

/** Whom an instance has given ACL resources: its integrations, or the credential of the SaaS edition, called `role`. */
export function accessHolders(
  instance: CommerceInstance,
): readonly { readonly name: string; readonly holder: Integration | ImsCredential }[] {
  if (instance.edition === 'saas') return [{ name: 'role', holder: instance.credential }];
  return instance.integrations.map((holder) => ({ name: holder.name, holder }));
}

/** Gives a holder these ACL resources in place of those it had; false if the instance has no such holder. */
export async function grantResources(
  { state }: Simulation,
  to: { readonly instance: string; readonly name: string },
  resources: readonly string[],
): Promise<boolean> {
  const instance = state.value.instances.find(({ code }) => code === to.instance);
  const found = instance && accessHolders(instance).find(({ name }) => name === to.name);
  if (!found) return false;
  found.holder.resources = resources;
  await state.commit();
  return true;
}

/** Turns standalone Bearer tokens on or off; false if there is no such instance on its own host. */
export async function allowBearerTokens({ state }: Simulation, code: string, allowed: boolean): Promise<boolean> {
  const instance = state.value.instances.find((one) => one.code === code);
  if (instance?.edition !== 'paas') return false;
  instance.bearerTokensAllowed = allowed;
  await state.commit();
  return true;
}
