import type { Command } from 'commander';
import { type ApiKeyDocument, newApiKey } from '../../domain/contract/api-keys';
import { SCOPES } from '../../domain/scopes';
import { keyDocument } from '../../documents/key-document';
import { MAX_PAGE_SIZE } from '../../documents/paging';
import type { ApiKeys } from '../../registry/api-keys';
import { examples } from '../examples';
import { Failure } from '../failure';
import { parseWith } from '../input';
import type { Style } from '../output';
import { printable } from '../printable';
import type { Session } from '../session';
import { table } from '../table';

interface CreateOptions {
  readonly name: string;
  readonly scopes: string;
  readonly merchants?: string;
}

export function defineKeys(program: Command, session: Session): void {
  const keys = program
    .command('keys')
    .summary('look after the API keys of backends')
    .helpCommand(false)
    .description('Looks after the API keys of backends.');
  keys
    .command('list')
    .summary('list API keys')
    .description('Lists all API keys, oldest first, revoked ones too. Nobody can show their secrets.')
    .addHelpText('after', examples('evergrant keys list'))
    .action(() => list(session));
  keys
    .command('create')
    .summary('make an API key')
    .description('Makes an API key and prints its secret, which is shown only now: the database keeps its hash.')
    .requiredOption('--name <name>', 'whose key it is; stands in lists')
    .requiredOption('--scopes <scopes>', `what it may do, separated by commas: ${SCOPES.join(', ')}`)
    .option('--merchants <ids>', 'only these merchants, separated by commas (default: all)')
    .addHelpText(
      'after',
      examples(
        'evergrant keys create --name "Shop backend" --scopes read,write,tokens > key-of-the-backend',
        'evergrant keys create --name Auditor --scopes read --merchants acme,globex --json',
      ),
    )
    .action((options: CreateOptions) => create(session, options));
  keys
    .command('revoke')
    .summary('end an API key')
    .description('Ends an API key for good; every api refuses it within five seconds.')
    .argument('<keyId>', 'id of the key, as keys list shows it')
    .addHelpText('after', examples('evergrant keys revoke key_0aB1cD2eF3gH4iJ5kL6m'))
    .action((keyId: string) => revoke(session, keyId));
}

async function list(session: Session): Promise<void> {
  const { apiKeys } = await session.registry();
  const items = (await everyKey(apiKeys)).map(keyDocument);
  session.output.result({ items, nextCursor: null }, (style) => forPeople(items, style));
}

async function everyKey(apiKeys: Pick<ApiKeys, 'list'>) {
  const { items, next } = await apiKeys.list({ limit: MAX_PAGE_SIZE });
  const all = [...items];
  for (let after = next; after !== null;) {
    const page = await apiKeys.list({ after, limit: MAX_PAGE_SIZE });
    all.push(...page.items);
    after = page.next;
  }
  return all;
}

async function create(session: Session, { name, scopes, merchants }: CreateOptions): Promise<void> {
  const merchantIds = merchants === undefined ? undefined : partsOf(merchants);
  const body = parseWith(newApiKey, { name, scopes: partsOf(scopes), merchantIds }, 'query');
  const registry = await session.registry();
  const now = session.clock().now();
  const asked = { name: body.name, scopes: [...new Set(body.scopes)], merchantIds: body.merchantIds ?? null };
  const { keyId, secret } = await registry.apiKeys.create({ ...asked, actor: session.actor }, now);
  const { output, resultIsSeen } = session;
  // The secret alone on standard output, so that it can be directed into a file.
  output.result({ ...keyDocument({ keyId, ...asked, createdAt: now, revokedAt: null }), secret }, () => secret);
  if (output.json) return;
  output.note(`This is the secret of ${keyId} (${printable(body.name)}). It is not shown again.`);
  if (resultIsSeen) output.note('This terminal may remember it; next time, direct it into a file.');
}

async function revoke(session: Session, keyId: string): Promise<void> {
  const registry = await session.registry();
  const revoked = await registry.apiKeys.revoke(keyId, session.actor, session.clock().now());
  if (!revoked) {
    throw new Failure({
      kind: 'not_found',
      code: 'api_key_not_found',
      message: `There is no API key "${printable(keyId)}".`,
      remedy: 'List them with: evergrant keys list',
    });
  }
  session.output.result(
    keyDocument(revoked),
    () => `${keyId} (${printable(revoked.name)}) is revoked; every api refuses it within five seconds.`,
  );
}

const HEADINGS = ['KEY', 'NAME', 'SCOPES', 'MERCHANTS', 'MADE', 'REVOKED'];

function forPeople(keys: readonly ApiKeyDocument[], { bold }: Style): string {
  if (keys.length === 0) return 'There is no API key. Make one with: evergrant keys create';
  const rows = keys.map(({ keyId, name, scopes, merchantIds, createdAt, revokedAt }) => [
    keyId,
    printable(name),
    scopes.join(','),
    merchantIds?.join(',') ?? 'all',
    createdAt.slice(0, 10),
    revokedAt?.slice(0, 10) ?? '-',
  ]);
  const [headings = '', ...lines] = table([HEADINGS, ...rows]).split('\n');
  return [bold(headings), ...lines].join('\n');
}

function partsOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
