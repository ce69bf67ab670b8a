import type { Command } from 'commander';
import { campaignDocument } from '../../documents/campaign-document';
import { utc } from '../../domain/clock';
import { type CampaignDocument, campaignId as campaignIdSchema, newCampaign } from '../../domain/contract/campaigns';
import type { Campaign } from '../../registry/campaigns';
import { examples } from '../examples';
import { Failure } from '../failure';
import { parseWith } from '../input';
import { printable } from '../printable';
import type { Session } from '../session';
import { table } from '../table';
import { counted } from '../words';

interface StartOptions {
  readonly role: string;
  readonly reason: string;
  readonly perDay: string;
  readonly yes?: true;
}

export function defineCampaign(program: Command, session: Session): void {
  const campaign = program
    .command('campaign')
    .summary('ask every seller to consent anew')
    .helpCommand(false)
    .description('Asks every connected seller to consent anew, because a role was added to the app.');
  campaign
    .command('start')
    .summary('begin a campaign')
    .description(
      'Writes down that every connected seller is mailed the link that renews, once, so many a day. Without --yes it ' +
        'only says how many that are. Whoever renews meanwhile is not asked.',
    )
    .requiredOption('--role <name>', 'the role that was added, as Amazon calls it')
    .requiredOption('--per-day <number>', 'how many sellers are asked in a day')
    .requiredOption('--reason <sentence>', 'why; kept in the audit')
    .option('--yes', 'do it')
    .addHelpText(
      'after',
      examples(
        'evergrant campaign start --role "Direct-to-Consumer Shipping" --per-day 200 --reason "We buy labels from May on."',
      ),
    )
    .action((options: StartOptions) => start(session, options));
  campaign
    .command('show')
    .summary('show how a campaign goes')
    .description('Shows how many sellers were asked, have renewed, and are still to be asked.')
    .argument('[campaignId]', 'id of the campaign (default: the newest)')
    .addHelpText('after', examples('evergrant campaign show'))
    .action((id: string | undefined) => show(session, id));
  campaign
    .command('stop')
    .summary('stop a campaign')
    .description('Stops a campaign: nobody is asked any more.')
    .argument('<campaignId>', 'id of the campaign')
    .addHelpText('after', examples('evergrant campaign stop cmp_0aB1cD2eF3gH4iJ5kL6m'))
    .action((id: string) => stop(session, id));
}

async function start(session: Session, options: StartOptions): Promise<void> {
  const { role, reason, perDay } = options;
  const wanted = parseWith(newCampaign, { role, reason, perDay: Number(perDay) }, 'query');
  const { campaigns, policies } = await session.registry();
  if (options.yes !== true) {
    const sellers = await campaigns.countSellers();
    const days = Math.ceil(sellers / wanted.perDay);
    session.output.result(
      { dryRun: true, sellers, days },
      () =>
        `${counted(sellers, 'seller')} would be asked, within ${counted(days, 'day')}. Nothing was done: add --yes.`,
    );
    return;
  }
  const { dayMs } = await policies.current();
  const begun = await campaigns.start({ ...wanted, actor: session.actor }, dayMs, session.clock().now());
  if (begun.outcome === 'running') throw anotherRuns(begun.campaignId);
  tell(session, begun.campaign);
}

async function show(session: Session, id: string | undefined): Promise<void> {
  const { campaigns } = await session.registry();
  const found = id === undefined ? (await campaigns.list({ limit: 1 })).items[0] : await campaigns.find(idOf(id));
  if (!found) throw id === undefined ? noCampaignYet() : noSuchCampaign();
  tell(session, found);
}

async function stop(session: Session, id: string): Promise<void> {
  const { campaigns } = await session.registry();
  const found = await campaigns.stop(idOf(id), session.actor, session.clock().now());
  if (!found) throw noSuchCampaign();
  tell(session, found);
}

function idOf(given: string): string {
  return parseWith(campaignIdSchema, given, 'path');
}

function tell(session: Session, campaign: Campaign): void {
  const document = campaignDocument(campaign);
  session.output.result(document, ({ bold }) => [bold(document.campaignId), forPeople(document)].join('\n'));
}

function forPeople({ role, perDay, startedAt, endedAt, stopped, progress }: CampaignDocument): string {
  const { sellers, asked, renewed, leftOut, stillToAsk, lastAskAt } = progress;
  return table([
    ['Role', printable(role)],
    ['Began', `${utc(startedAt)}, ${perDay} a day`],
    ...(endedAt === null ? [] : [[stopped ? 'Stopped' : 'All asked', utc(endedAt)]]),
    ['Sellers', String(sellers)],
    ['Asked', String(asked)],
    ['Renewed', String(renewed)],
    ['Left out', String(leftOut)],
    ['Still to ask', `${stillToAsk}${lastAskAt === null ? '' : `, the last one at ${utc(lastAskAt)}`}`],
  ]);
}

function anotherRuns(campaignId: string): Failure {
  return new Failure({
    kind: 'conflict',
    code: 'campaign_running',
    message: `The campaign ${campaignId} has not ended.`,
    remedy: `Wait for its end, or stop it with: evergrant campaign stop ${campaignId}`,
  });
}

function noSuchCampaign(): Failure {
  return new Failure({
    kind: 'not_found',
    code: 'campaign_not_found',
    message: 'There is no such campaign.',
    remedy: 'Show the newest with: evergrant campaign show',
  });
}

function noCampaignYet(): Failure {
  return new Failure({
    kind: 'not_found',
    code: 'campaign_not_found',
    message: 'There was no campaign yet.',
    remedy: 'Begin one with: evergrant campaign start',
  });
}
