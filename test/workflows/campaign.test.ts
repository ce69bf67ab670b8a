import { DAY_MS } from '../../src/domain/policy';
import type { Campaign } from '../../src/registry/campaigns';
import { houseForThisFile } from './environment';

const house = houseForThisFile();

const SUBJECT = 'Renew your Amazon permission once more';
const address = (id: string) => `${id}@acme.example`;
const asked = (id: string) =>
  house()
    .mailsTo(address(id))
    .filter((subject) => subject === SUBJECT).length;

async function connected(): Promise<string> {
  const id = await house().start('acme');
  await house().untilStage(id, 'awaiting_consent');
  await house().consent(id, 'acme');
  await house().untilStage(id, 'connected');
  return id;
}

async function begin(): Promise<Campaign> {
  const role = { role: 'Direct-to-Consumer Shipping', reason: 'Orders need it.', perDay: 100, actor: 'test' };
  const begun = await house().registry.campaigns.start(role, DAY_MS, house().clock.now());
  if (begun.outcome !== 'started') throw new Error(begun.outcome);
  return begun.campaign;
}

/** Resolves with the campaign once it fits. */
async function until(campaignId: string, fits: (campaign: Campaign) => boolean): Promise<Campaign> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const campaign = await house().registry.campaigns.find(campaignId);
    if (campaign && fits(campaign)) return campaign;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('The campaign did not come to that');
}

test('a campaign asks a connected seller once, through the link that renews', async () => {
  const id = await connected();
  const { campaignId } = await begin();
  const over = await until(campaignId, ({ endedAt }) => endedAt !== null);

  expect(over.progress).toMatchObject({ sellers: 1, asked: 1, renewed: 0, stillToAsk: 0 });
  expect(asked(id)).toBe(1);
  const mail = house()
    .simulator.mails(address(id))
    .find(({ subject }) => subject === SUBJECT);
  const token = /\/c\/([\w.-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
  const opened = await house().registry.links.open(token, house().clock.now());
  expect(opened).toMatchObject({ outcome: 'open', link: { purpose: 'renew' } });

  await house().consent(id, 'acme');
  await house().untilRenewed(id, 2);
  expect((await house().registry.campaigns.find(campaignId))?.progress).toMatchObject({ asked: 1, renewed: 1 });
});

test('while mails are muted a campaign waits, and asks once they may leave again', async () => {
  const id = await connected();
  await house().registry.mailing.mute('test', 'A test.', house().clock.now());
  const { campaignId } = await begin();
  const { progress } = await until(campaignId, (found) => (found.progress.lastAskAt ?? 0) > house().clock.now());
  expect([progress.stillToAsk, asked(id)]).toEqual([1, 0]);

  await house().registry.mailing.unmute('test', 'A test.', house().clock.now());
  await house().pass(0.1);
  await until(campaignId, ({ endedAt }) => endedAt !== null);
  expect(asked(id)).toBe(1);
});
