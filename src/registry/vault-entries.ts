import type { KeyRing } from './key-ring';
import type { Database } from './transactions';
import { countEntries, rewrap, type Vault } from './vault';

export function createVault({ db }: Database, ring: KeyRing): Vault {
  return {
    count: () => countEntries(db, ring),
    rewrap: (onRewritten) => rewrap(db, ring, onRewritten),
  };
}
