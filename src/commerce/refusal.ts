import type { CommerceRefusal } from '../domain/outcomes';
import type { Said } from './access';
import type { CommerceMessage } from './message';

/** The credentials are good, and may not do this. */
export function missingPermission({ text, resources }: CommerceMessage): Said<CommerceRefusal> {
  return { outcome: 'refused', reason: 'missing_permission', resources, message: text };
}
