import type { Command } from 'commander';
import { replayRequest, type WebhookEndpointDocument } from '../../domain/contract/webhook-endpoints';
import { endpointDocument } from '../../documents/webhook-documents';
import { examples } from '../examples';
import { Failure, type FailureFacts } from '../failure';
import { parseWith } from '../input';
import type { Style } from '../output';
import { printable } from '../printable';
import type { Session } from '../session';
import { table } from '../table';
import { counted } from '../words';

export function defineWebhooks(program: Command, session: Session): void {
  const webhooks = program
    .command('webhooks')
    .summary('look after webhook endpoints')
    .helpCommand(false)
    .description('Looks after the webhook endpoints that events are delivered to.');
  webhooks
    .command('list')
    .summary('list webhook endpoints')
    .description('Lists all webhook endpoints, oldest first, and whether they take what is sent.')
    .addHelpText('after', examples('evergrant webhooks list'))
    .action(() => list(session));
}

interface ReplayOptions {
  readonly event?: string;
  readonly from?: string;
  readonly to?: string;
}

export function defineReplay(program: Command, session: Session): void {
  program
    .command('replay')
    .summary('deliver events to a webhook endpoint once more')
    .description(
      'Delivers events to a webhook endpoint once more: one event, or all of a time that its filters let through, ten ' +
        'thousand at most. They keep their ids; time and signature are new.',
    )
    .argument('<endpointId>', 'id of the endpoint, as webhooks list shows it')
    .option('--event <id>', 'this event, whatever its type')
    .option('--from <instant>', 'all from this instant on, as 2027-03-01T00:00:00Z')
    .option('--to <instant>', 'before this instant (default: now)')
    .addHelpText(
      'after',
      examples(
        'evergrant replay whe_0aB1cD2eF3gH4iJ5kL6m --event evt_0aB1',
        'evergrant replay whe_0aB1cD2eF3gH4iJ5kL6m --from 2027-03-01T00:00:00Z --to 2027-03-02T00:00:00Z',
      ),
    )
    .action((endpointId: string, options: ReplayOptions) => replay(session, endpointId, options));
}

async function list(session: Session): Promise<void> {
  const { webhookEndpoints } = await session.registry();
  const items = (await webhookEndpoints.list(session.clock().now())).map(endpointDocument);
  session.output.result({ items }, (style) => forPeople(items, style));
}

async function replay(
  session: Session,
  endpointId: string,
  { event: eventId, from, to }: ReplayOptions,
): Promise<void> {
  const asked = parseWith(replayRequest, { eventId, from, to }, 'query');
  const { webhookEndpoints } = await session.registry();
  const now = session.clock().now();
  const selection =
    asked.eventId === undefined ? { from: asked.from ?? 0, to: asked.to ?? now } : { eventId: asked.eventId };
  const result = await webhookEndpoints.replay(endpointId, selection, session.actor, now);
  if (result.outcome !== 'written') throw new Failure(REFUSALS[result.outcome]);
  session.output.result(
    { deliveries: result.count },
    () =>
      `${counted(result.count, 'event is', 'events are')} delivered to ${printable(endpointId)} once more, as soon as an api or worker runs.`,
  );
}

const REFUSALS: Readonly<Record<'not_found' | 'disabled' | 'event_not_found' | 'too_many', FailureFacts>> = {
  not_found: {
    kind: 'not_found',
    code: 'webhook_endpoint_not_found',
    message: 'There is no such webhook endpoint.',
    remedy: 'List them with: evergrant webhooks list',
  },
  event_not_found: {
    kind: 'not_found',
    code: 'event_not_found',
    message: 'There is no such event.',
    remedy: 'List them with: evergrant events --all',
  },
  disabled: {
    kind: 'conflict',
    code: 'webhook_endpoint_disabled',
    message: 'This webhook endpoint is disabled, so nothing is delivered to it.',
    remedy: 'Enable it with PATCH /v1/webhook-endpoints/{endpointId} first.',
  },
  too_many: {
    kind: 'conflict',
    code: 'replay_too_large',
    message: 'These are more than ten thousand events.',
    remedy: 'Replay them in shorter spans of time.',
  },
};

const HEADINGS = ['ENDPOINT', 'URL', 'TYPES', 'MERCHANTS', 'STANDING'];

function forPeople(endpoints: readonly WebhookEndpointDocument[], { bold }: Style): string {
  if (endpoints.length === 0)
    return 'There is no webhook endpoint. Backends register them with POST /v1/webhook-endpoints.';
  const rows = endpoints.map(({ endpointId, url, eventTypes, merchantIds, failingSince, disabled }) => [
    endpointId,
    printable(url),
    eventTypes?.join(',') ?? 'all',
    merchantIds?.join(',') ?? 'all',
    disabled
      ? `disabled (${disabled.reason}) ${disabled.at.slice(0, 10)}`
      : failingSince
        ? `failing since ${failingSince.slice(0, 16)}`
        : 'takes events',
  ]);
  const [headings = '', ...lines] = table([HEADINGS, ...rows]).split('\n');
  return [bold(headings), ...lines].join('\n');
}
