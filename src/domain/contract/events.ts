import { z } from 'zod';
import { isoInstant, type Instant } from '../clock';
import { INCIDENT_CAUSES } from '../incident';
import { OFFERED_COUNTRIES } from '../marketplaces';
import { REQUIREMENT_CODES } from '../requirements';
import { storeId } from './identifiers';
import { instant } from './instant';
import { pageOf } from './page';
import { region, stage, waitingOn } from './status';

/*
 * Everything that a backend is told of. An event is thin: ids and the facts of that moment, never a secret and never an
 * e-mail address. Whoever needs more reads the status, which is also right where events arrive late or twice.
 */

const generation = z.int().meta({ description: 'Counts the grants: 1 for the first, one more with each renewal.' });

const requirement = z.object({
  code: z.enum(REQUIREMENT_CODES).meta({ description: 'As in the status.' }),
  pointer: z
    .string()
    .meta({ description: 'JSON Pointer into the onboarding to the cause; empty for the whole.', example: '/stores/0' }),
  deadline: instant('Until when it should be fixed.').nullable(),
});

const store = z.object({
  storeId,
  country: z.enum(OFFERED_COUNTRIES).meta({ description: 'Marketplace country.', example: 'US' }),
  websiteCode: z.string().meta({ description: 'Commerce website.', example: 'base' }),
  createdAttribute: z.string().nullable().meta({
    description: 'The mapped product attribute, if it was made in Commerce for this store; null otherwise.',
    example: 'amazon_asin',
  }),
  participates: z.boolean().nullable().meta({
    description: 'Whether the authorization in force serves this store; null while that is not known.',
  }),
});

const grant = z.object({
  generation,
  sellerId: z.string().meta({ description: 'Amazon seller id.', example: 'A2EXAMPLE1234' }),
  grantedAt: instant('When the seller consented.'),
  expiresAt: instant('When Amazon ends the authorization unless it is renewed.'),
});

const contactRole = z
  .enum(['merchant', 'seller', 'technical'])
  .meta({ description: 'Whose; the address is in no event.' });

const incident = z.object({
  incidentId: z.string().meta({ description: 'Id of the incident.', example: 'inc_7Hq2' }),
  cause: z.enum(INCIDENT_CAUSES).meta({
    description:
      'application: Amazon refuses our application. amazon: Amazon cannot be asked. refusals: Amazon refuses many healthy authorizations at once.',
  }),
  openedAt: instant('When it was opened.'),
});

const nothing = z.object({});

const webhookEndpointId = z.string().meta({ description: 'Id of the webhook endpoint.', example: 'whe_5Zk3' });

interface EventKind {
  /** When it is raised, in one sentence. */
  readonly summary: string;
  /** `house`: about the deployment; it has no onboarding, and keys and endpoints of single merchants do not see it. */
  readonly about: 'onboarding' | 'house';
  readonly data: z.ZodObject;
}

/** The one table of events: what is raised, listed, delivered and documented. */
export const EVENTS = {
  'onboarding.started': {
    summary: 'An onboarding was started.',
    about: 'onboarding',
    data: z.object({ region }),
  },
  'onboarding.waiting': {
    summary: 'A person has something new to do, and no other event says so.',
    about: 'onboarding',
    data: z.object({
      stage,
      waitingOn,
      requirements: z.array(requirement).meta({ description: 'Everything that is missing.' }),
    }),
  },
  'onboarding.connected': {
    summary: 'The seller is connected: access tokens can be had from now on.',
    about: 'onboarding',
    data: z.object({ generation }),
  },
  'onboarding.consent_lapsed': {
    summary: 'The seller did not consent in time. The link still works and reopens it.',
    about: 'onboarding',
    data: nothing,
  },
  'onboarding.disconnected': {
    summary: 'The onboarding was disconnected: no access tokens are given out from now on.',
    about: 'onboarding',
    data: nothing,
  },
  'store.created': {
    summary: 'A store was created against the Commerce instance.',
    about: 'onboarding',
    data: store,
  },
  'store.updated': {
    summary:
      'A store that had been created was renamed or corrected, or the authorization was found (not) to serve it.',
    about: 'onboarding',
    data: store,
  },
  'store.removed': {
    summary: 'A store was removed.',
    about: 'onboarding',
    data: store,
  },
  'authorization.granted': {
    summary: 'The first consent was verified and is in force.',
    about: 'onboarding',
    data: grant,
  },
  'authorization.expiring': {
    summary: 'The authorization must be renewed, and the seller is reminded of it. Everything still works.',
    about: 'onboarding',
    data: z.object({
      generation,
      expiresAt: grant.shape.expiresAt,
      daysBefore: z.int().meta({ description: 'Which reminder of the plan: its days before the expiry.', example: 30 }),
    }),
  },
  'authorization.expired': {
    summary: 'The authorization has expired: Amazon refuses every call until the seller consents again.',
    about: 'onboarding',
    data: z.object({ generation }),
  },
  'authorization.renewed': {
    summary: 'A new consent has taken the place of one that still worked.',
    about: 'onboarding',
    data: grant,
  },
  'authorization.recovered': {
    summary: 'A new consent has taken the place of one that had expired or was revoked: calls work again.',
    about: 'onboarding',
    data: grant,
  },
  'authorization.revoked': {
    summary: 'The seller has ended the authorization at Amazon: calls are refused until the seller consents again.',
    about: 'onboarding',
    data: z.object({ generation, since: instant('Since when Amazon has refused it.') }),
  },
  'authorization.mismatch': {
    summary: 'A consent came from another Amazon account than expected and is kept aside for an operator.',
    about: 'onboarding',
    data: z.object({
      reason: z.enum(['owner_mismatch', 'seller_claim_conflict']),
      consentId: z
        .string()
        .meta({ description: 'Names the consent, for the operator.', example: 'con_0aB1cD2eF3gH4iJ5kL6m' }),
    }),
  },
  'api_key.invalid': {
    summary: "The merchant's Commerce API key was refused, or its private key cannot be used.",
    about: 'onboarding',
    data: z.object({ code: z.enum(['api_key_invalid', 'private_key_unusable']) }),
  },
  'api_key.valid': {
    summary: "The merchant's Commerce API key works.",
    about: 'onboarding',
    data: nothing,
  },
  'contact.unreachable': {
    summary: 'Mail to a contact is rejected or came back.',
    about: 'onboarding',
    data: z.object({
      role: contactRole,
      reason: z
        .enum(['refused', 'bounced'])
        .meta({ description: 'refused: when it was sent. bounced: a report came back later.' }),
      proposed: z.boolean().meta({ description: 'Whether it is a new address that was still to be confirmed.' }),
    }),
  },
  'contact.opted_out': {
    summary: 'A contact wants no more reminders. That something has ended or is wrong is still mailed.',
    about: 'onboarding',
    data: z.object({ role: contactRole }),
  },
  'contact.opted_in': {
    summary: 'A contact wants reminders again.',
    about: 'onboarding',
    data: z.object({ role: contactRole }),
  },
  'seller.unknown': {
    summary: 'Somebody came from Seller Central whose Amazon account is not connected here.',
    about: 'house',
    data: z.object({
      sellerId: z.string().meta({
        description: 'Amazon seller id, as the address claimed it: anybody can write that address.',
        example: 'A2EXAMPLE1234',
      }),
    }),
  },
  'incident.opened': {
    summary: 'Amazon cannot be asked, or is not to be believed: nobody is called revoked while that lasts.',
    about: 'house',
    data: incident,
  },
  'incident.closed': {
    summary: 'An incident is over; what it held up goes on.',
    about: 'house',
    data: incident.extend({ closedAt: instant('When it was closed.') }),
  },
  'app_secret.expiring': {
    summary: "The client secret of the deployment's own Amazon application must be rotated.",
    about: 'house',
    data: z.object({
      expiresAt: instant('When Amazon ends it, counted from when it was made or first seen.'),
      daysLeft: z.int().meta({ description: 'Full days until then.', example: 90 }),
    }),
  },
  'webhook_endpoint.disabled': {
    summary: 'A webhook endpoint is called no more: it answered 410, or failed for five days.',
    about: 'house',
    data: z.object({ endpointId: webhookEndpointId, reason: z.enum(['gone', 'failing']) }),
  },
  'webhook_endpoint.test': {
    summary: 'Somebody wanted to see whether events arrive at this endpoint.',
    about: 'house',
    data: z.object({ endpointId: webhookEndpointId }),
  },
} as const satisfies Readonly<Record<string, EventKind>>;

export type EventType = keyof typeof EVENTS;
export const EVENT_TYPES = Object.keys(EVENTS) as readonly EventType[];

/** What an event of this type tells beyond its envelope. */
export type EventData<T extends EventType = EventType> = z.output<(typeof EVENTS)[T]['data']>;

/** Types about a single onboarding. */
export type OnboardingEventType = {
  [T in EventType]: (typeof EVENTS)[T]['about'] extends 'onboarding' ? T : never;
}[EventType];
export type HouseEventType = Exclude<EventType, OnboardingEventType>;

/** The document of one type of event: the body of a webhook, and an item of the list. */
export function eventSchema(type: EventType) {
  const { summary, about, data } = EVENTS[type];
  const of = (description: string, example: string) => {
    const id = z.string().meta({ description, example });
    return about === 'house' ? z.null().meta({ description: 'This event is about no onboarding.' }) : id;
  };
  return z
    .object({
      id: z.string().meta({
        description: 'The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.',
        example: 'evt_0aB1',
      }),
      type: z.literal(type),
      timestamp: instant('When it happened.'),
      onboardingId: of('The onboarding that it is about.', 'acme'),
      merchantId: of("The backend's own id of its customer.", 'merchant-4711'),
      data,
    })
    .meta({ id: schemaName(type), description: summary });
}

/** `api_key.invalid` → `ApiKeyInvalidEvent`. */
function schemaName(type: EventType): string {
  const words = type.split(/[._]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Event`;
}

/** Schemas of all events by type. */
export const EVENT_SCHEMAS = Object.fromEntries(EVENT_TYPES.map((type) => [type, eventSchema(type)])) as Readonly<
  Record<EventType, ReturnType<typeof eventSchema>>
>;

export const eventPage = pageOf(z.discriminatedUnion('type', EVENT_TYPES.map(eventSchema) as [Schema, ...Schema[]]))
  .extend({
    resumeCursor: z.string().nullable().meta({
      description:
        'Send it as cursor later, to read what has happened since. Null on an empty page: keep the one you have.',
      example: 'qW3nVb1XWyJldmVudHMiLDQyXQ',
    }),
  })
  .meta({ id: 'EventPage', description: 'One page of the events, oldest first.' });

type Schema = ReturnType<typeof eventSchema>;

/** An event as the API writes it. */
export interface EventDocument {
  readonly id: string;
  readonly type: EventType;
  readonly timestamp: string;
  readonly onboardingId: string | null;
  readonly merchantId: string | null;
  readonly data: EventData;
}

/** Writes an event for the world outside. */
export function eventDocument(event: {
  readonly eventId: string;
  readonly type: EventType;
  readonly createdAt: Instant;
  readonly onboardingId: string | null;
  readonly merchantId: string | null;
  readonly data: EventData;
}): EventDocument {
  const { eventId: id, type, createdAt, onboardingId, merchantId, data } = event;
  return { id, type, timestamp: isoInstant(createdAt), onboardingId, merchantId, data };
}
