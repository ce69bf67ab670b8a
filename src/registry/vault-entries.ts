import type { KeyRing } from './key-ring';
import type { Vault } from './registry';
import type { Database } from './transactions';
import { countEntries, rewrap } from './vault';

export function createVault({ db }: Database, ring: KeyRing): Vault {
  return {
    count: () => countEntries(db, ring),
    rewrap: (onRewritten) => rewrap(db, ring, onRewritten),
  };
}
