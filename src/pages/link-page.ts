import { describeRequirement } from '../domain/requirements';
import { STAGES, type Stage } from '../domain/stages';
import type { Attempt } from '../registry/attempts';
import type { StatusView } from '../registry/status-view';
import type { Handler, Page } from './answer';
import type { Browser } from './browser-cookie';
import { confirmOwnerPage } from './confirm-owner';
import { renewalDay, sellerTimeZone, type PageContext } from './context';
import { momentInWords } from './dates';
import { recheckKey } from './key-recheck';
import { moreToDo } from './more-to-do';
import { openLink, storeToConnect, type OpenedLink } from './opened-link';
import { onlyTurn, remindersPage } from './reminders';
import { shownOutcome } from './shown-outcome';
import { storeLines } from './store-lines';
import { amazonErrors } from './templates/en/amazon-errors';
import { mattersOf } from './templates/en/contact-roles';
import { requirementWords } from './templates/en/requirements';
import { stageWords } from './templates/en/stages';
import { tripWords } from './trip-words';
import type { EarlierTrip, Form } from './views';

/** `GET /c/<link>`: shows where it stands and offers what the link is for. It changes nothing that a person could see. */
export function linkPage(context: PageContext): Handler {
  return async (req, res) => {
    const token = String(req.params['token']);
    const opened = await openLink(context.registry, token, context.clock.now());
    if ('notice' in opened) return context.notice(opened.notice);

    const browser = context.cookie.ensure(req, res);
    const address = `/c/${encodeURIComponent(token)}`;
    const csrf = context.csrf.token(browser, opened.link.onboardingId);
    const form = (action: string): Form => ({ action: `${address}/${action}`, csrf });
    const host = opened.basics.verifiedCommerceHost;
    if (opened.link.purpose === 'not_us') {
      return context.show('not-us', { host, report: form('not-us') });
    }

    if (opened.link.purpose === 'confirm_contact') {
      return confirmContactPage(context, opened, form('confirm'));
    }

    if (opened.link.purpose === 'confirm_owner') {
      return confirmOwnerPage(context, opened, form('confirm-owner'));
    }

    const turns = onlyTurn(opened.link);
    if (turns !== null) return remindersPage(context, turns, form);

    const { status, link } = opened;
    await recheckKey(context, link, browser);
    const zone = await sellerTimeZone(context, link.onboardingId);
    const renewal = renewalDay(context, status, zone);
    const attempt = await context.registry.attempts.latestOfLink(link.linkId, browser.hash, context.clock.now());
    const visit = await context.registry.loginVisits.waiting(browser.hash, link.onboardingId, context.clock.now());
    return context.show('link', {
      words: stageWords(stageToShow(status), renewal),
      host,
      stores: storeLines(status.stores),
      renewal,
      requirements: link.purpose === 'manage' ? missing(opened) : [],
      earlier: attempt ? await earlierTrip(context, opened, attempt, browser, zone) : null,
      connect: 'storeId' in storeToConnect(status) ? form('connect') : null,
      fromSellerCentral: visit !== undefined,
      more: await moreToDo(context, opened, address, form, zone),
    });
  };
}

/** A link outlives what it was for only by moments: then there is nothing to confirm any more. */
async function confirmContactPage(context: PageContext, { link, basics }: OpenedLink, confirm: Form): Promise<Page> {
  const contact = await context.registry.contacts.find(link.onboardingId, link.contactId ?? '');
  if (contact?.standing !== 'proposed') return context.notice('linkDead');
  return context.show('confirm-contact', {
    host: basics.verifiedCommerceHost,
    matters: mattersOf(contact.role),
    confirm,
  });
}

const BEFORE_A_GRANT = STAGES.slice(0, STAGES.indexOf('connected'));

/** A grant is in force a moment before the process has said so: who has just connected is not asked to connect. */
function stageToShow({ stage, authorization }: StatusView): Stage {
  return authorization && BEFORE_A_GRANT.includes(stage) ? 'connected' : stage;
}

function missing({ status }: OpenedLink): readonly string[] {
  return status.requirements.map(
    (requirement) =>
      requirementWords(requirement.code) ?? describeRequirement(requirement, status.onboardingId).sentence,
  );
}

async function earlierTrip(
  context: PageContext,
  { status }: OpenedLink,
  attempt: Attempt,
  browser: Browser,
  zone: string,
): Promise<EarlierTrip | null> {
  const consentedSince = (status.authorization?.grantedAt ?? 0) > attempt.createdAt;
  if (consentedSince || attempt.outcome === 'connected' || attempt.outcome === 'overtaken') return null;

  const now = context.clock.now();
  if (attempt.outcome === 'open') {
    return {
      kind: 'unfinished',
      startedAt: momentInWords(attempt.createdAt, now, zone),
      errors: amazonErrors(context.publicName),
    };
  }
  const outcome = shownOutcome(attempt, status.requirements, now);
  const words = await tripWords(context, { attempt, status, outcome }, browser, false);
  const address = `/return/${encodeURIComponent(attempt.consentId)}`;
  return { kind: 'finished', words, address: words.tone === 'waiting' ? address : null };
}
