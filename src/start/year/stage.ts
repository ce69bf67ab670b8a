import type { OnboardingPlan } from '../../domain/contract/plan';
import type { OnboardingStatus } from '../../domain/contract/status';
import type { Mail } from '../../simulator/mailbox';
import { openBrowser } from '../form-browser';
import { consent } from '../simulated-seller';
import type { RunningWorld } from '../world';
import type { Ears, ListedEvent } from './ears';
import { until, type JsonApi } from './json-api';
import type { Narrator } from './narrator';

/** What the chapters of the story play on. */
export interface Stage {
  readonly world: RunningWorld;
  readonly narrator: Narrator;
  readonly api: JsonApi;
  /** Orders to the simulator. */
  readonly control: JsonApi;
  readonly ears: Ears;
  status(onboardingId: string): Promise<OnboardingStatus>;
  untilStage(onboardingId: string, stage: OnboardingStatus['stage']): Promise<OnboardingStatus>;
  untilEvent(onboardingId: string | null, type: string, fits?: (event: ListedEvent) => boolean): Promise<ListedEvent>;
  untilRequirement(onboardingId: string, code: string): Promise<OnboardingStatus>;
  untilRequirementGone(onboardingId: string, code: string): Promise<OnboardingStatus>;
  /** The year of a generation is planned. */
  untilPlan(onboardingId: string, generation: number): Promise<NonNullable<OnboardingPlan['plan']>>;
  /** The step of the plan in force is done. */
  untilStep(onboardingId: string, key: string): Promise<void>;
  /** The first mail to an address after an instant. */
  untilMail(address: string, after: number): Promise<Mail>;
  /** The mail of a reminder, so many days before the expiry of a generation. */
  untilReminder(onboardingId: string, address: string, generation: number, daysBefore: number): Promise<Mail>;
  /** The seller opens the link of a mail and consents, signed in at Amazon as `seller`. */
  consentByMail(mail: Mail, seller: string): Promise<void>;
  /**
   * The seller presses Re-authorize in Seller Central, which leads to our Login URI; asks there for a mail, opens its link in the same
   * browser, is sent back to Amazon and consents.
   */
  reauthorize(seller: string, address: string): Promise<void>;
}

/** What happened is not what had to happen. */
export class NotAsTold extends Error {
  override readonly name = 'NotAsTold';
}

/** Throws `NotAsTold` unless it holds; `sentence` says what must. */
export function must(sentence: string, holds: boolean): void {
  if (!holds) throw new NotAsTold(`It is not so: ${sentence}`);
}

export function setStage(world: RunningWorld, narrator: Narrator, api: JsonApi, control: JsonApi, ears: Ears): Stage {
  const status = (onboardingId: string) => api.get<OnboardingStatus>(`/v1/onboardings/${onboardingId}`);
  const controlUrl = world.demo.addresses.control;
  const untilRequirements = (onboardingId: string, code: string, isThere: boolean) =>
    until(`${onboardingId} has ${isThere ? '' : 'no '}${code}`, async () => {
      const now = await status(onboardingId);
      return now.requirements.some((requirement) => requirement.code === code) === isThere ? now : undefined;
    });
  const planOf = (onboardingId: string) => api.get<OnboardingPlan>(`/v1/onboardings/${onboardingId}/plan`);
  const untilEvent: Stage['untilEvent'] = (onboardingId, type, fits = () => true) =>
    until(`the event ${type} of ${onboardingId ?? 'the house'}`, () =>
      Promise.resolve(ears.events(onboardingId).find((event) => event.type === type && fits(event))),
    );
  const untilMail: Stage['untilMail'] = (address, after) =>
    until(`a mail to ${address}`, async () =>
      (await ears.mailsTo(address)).find(({ receivedAt }) => receivedAt >= after),
    );
  return {
    world,
    narrator,
    api,
    control,
    ears,
    status,
    untilStage: (onboardingId, stage) =>
      until(`${onboardingId} is ${stage}`, async () => {
        const now = await status(onboardingId);
        return now.stage === stage ? now : undefined;
      }),
    untilEvent,
    untilRequirement: (onboardingId, code) => untilRequirements(onboardingId, code, true),
    untilRequirementGone: (onboardingId, code) => untilRequirements(onboardingId, code, false),
    untilPlan: (onboardingId, generation) =>
      until(`the plan of year ${String(generation)} of ${onboardingId}`, async () => {
        const { plan } = await planOf(onboardingId);
        return plan?.generation === generation ? plan : undefined;
      }),
    async untilStep(onboardingId, key) {
      await until(`step ${key} of ${onboardingId}`, async () => {
        const { plan } = await planOf(onboardingId);
        return plan?.steps.find((step) => step.key === key && step.mark === 'done');
      });
    },
    untilMail,
    async untilReminder(onboardingId, address, generation, daysBefore) {
      const event = await untilEvent(
        onboardingId,
        'authorization.expiring',
        ({ data }) => data['generation'] === generation && data['daysBefore'] === daysBefore,
      );
      // The event is written once its mail has been taken.
      const mails = await ears.mailsTo(address);
      const mail = mails.findLast(({ receivedAt }) => receivedAt <= Date.parse(event.timestamp));
      if (!mail) throw new NotAsTold(`The reminder of ${onboardingId} came without a mail.`);
      return mail;
    },
    consentByMail: (mail, seller) => consent({ productUrl: world.url, controlUrl, seller }, linkIn(mail)),
    async reauthorize(seller, address) {
      const browser = openBrowser();
      const { loginUrl } = await control.post<{ readonly loginUrl: string }>('/reauthorize', { seller });
      await browser.open(loginUrl);
      const askedAt = Date.now();
      await browser.press();
      const mail = await untilMail(address, askedAt);
      await consent({ productUrl: world.url, controlUrl, seller, browser }, linkIn(mail));
    },
  };
}

/** Path of the first link in a mail. */
function linkIn({ text, subject }: Mail): string {
  const path = /\/c\/[^\s>)]+/.exec(text)?.[0];
  if (path === undefined) throw new NotAsTold(`The mail "${subject}" has no link.`);
  return path;
}
