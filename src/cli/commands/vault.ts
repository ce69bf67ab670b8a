import type { Command } from 'commander';
import { examples } from '../examples';
import type { Session } from '../session';
import { counted } from '../words';

const TELL_EVERY_MS = 2_000;

export function defineVault(program: Command, session: Session): void {
  const vault = program
    .command('vault')
    .summary('look after the encrypted secrets')
    .helpCommand(false)
    .description('Looks after the encrypted secrets in the database.');
  vault
    .command('rewrap')
    .summary('encrypt everything with the newest key')
    .description(
      'Encrypts every secret anew that is not under the first key of VAULT_KEYS, so that older keys can leave the ring.\n' +
        'Put the new key first and restart api and worker before. Interrupted, it goes on where it stopped.',
    )
    .option('--dry-run', 'only count')
    .addHelpText('after', examples('evergrant vault rewrap --dry-run', 'evergrant vault rewrap'))
    .action((options: { readonly dryRun?: true }) => rewrap(session, options.dryRun === true));
}

async function rewrap(session: Session, dryRun: boolean): Promise<void> {
  const { vault } = await session.registry();
  const { entries, underOlderKeys } = await vault.count();
  const rewritten = dryRun ? 0 : await vault.rewrap(telling(session, underOlderKeys));
  const remaining = dryRun ? underOlderKeys : (await vault.count()).underOlderKeys;
  session.output.result({ entries, underOlderKeys: remaining, rewritten, dryRun }, () => {
    const current = session.installation().keys.vault.current.id;
    const all = `The vault holds ${counted(entries, 'secret')}`;
    if (dryRun) return `${all}; ${remaining} would be encrypted anew with the key "${current}".`;
    const done = `${all}; ${counted(rewritten, 'secret was', 'secrets were')} encrypted anew with the key "${current}".`;
    return remaining === 0
      ? `${done} The older keys may leave VAULT_KEYS.`
      : `${done} ${remaining} are again under an older key: api and worker still run with the old ring. Restart them, and repeat this.`;
  });
}

function telling({ output }: Session, total: number): (rewritten: number) => void {
  let told = Date.now();
  return (rewritten) => {
    if (Date.now() - told < TELL_EVERY_MS) return;
    told = Date.now();
    output.progress(`Encrypted anew: ${rewritten} of ${total} …`);
  };
}
