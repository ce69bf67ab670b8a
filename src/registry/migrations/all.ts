import type { Migration } from 'kysely';
import type { Dialect } from '../transactions';
import { accessTokens } from './access-tokens';
import { administration } from './administration';
import { alerts } from './alerts';
import { checklist } from './checklist';
import { commerce } from './commerce';
import { contacts } from './contacts';
import { doors } from './doors';
import { fleet } from './fleet';
import { idempotency } from './idempotency';
import { initial } from './initial';
import { leaving } from './leaving';
import { mailPreferences } from './mail-preferences';
import { policies } from './policies';
import { stores } from './stores';
import { theYear } from './the-year';
import { sweep } from './sweep';
import { sweepRounds } from './sweep-rounds';
import { webhooks } from './webhooks';

/** Every migration in order. A name is never changed once released; a change of schema is a new entry. */
export function migrationsFor(dialect: Dialect): Record<string, Migration> {
  return {
    '0001-initial': initial(dialect),
    '0002-idempotency': idempotency(dialect),
    '0003-commerce': commerce(),
    '0004-access-tokens': accessTokens(dialect),
    '0005-contacts': contacts,
    '0006-administration': administration(dialect),
    '0007-webhooks': webhooks(dialect),
    '0008-stores': stores,
    '0009-checklist': checklist(dialect),
    '0010-the-year': theYear(dialect),
    '0011-sweep': sweep(dialect),
    '0012-mail-preferences': mailPreferences,
    '0013-leaving': leaving(dialect),
    '0014-fleet': fleet(dialect),
    '0015-alerts': alerts(dialect),
    '0016-doors': doors(dialect),
    '0017-policies': policies,
    '0018-sweep-rounds': sweepRounds,
  };
}

/** The name of the last one. */
export function newestMigration(dialect: Dialect): string {
  return Object.keys(migrationsFor(dialect)).at(-1) ?? '';
}
