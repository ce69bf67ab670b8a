import { z } from 'zod';
import { EVENT_TYPES } from './events';
import { givenId, merchantId } from './identifiers';
import { instant } from './instant';
import { inputInstant } from './input-instant';
import { pageOf } from './page';
import { asCheck, type Refusal } from './refusal';
import { text } from './text';

const MAX_URL_LENGTH = 2048;
const MAX_MERCHANTS = 100;

const eventType = z.enum(EVENT_TYPES as [(typeof EVENT_TYPES)[number]]).meta({
  description: 'As in the list of webhooks.',
  example: 'onboarding.connected',
});

const eventTypes = z
  .array(eventType)
  .min(1)
  .max(EVENT_TYPES.length)
  .nullable()
  .meta({ description: 'The types that are delivered; null for all, also for those that are added one day.' });

const merchantIds = z
  .array(merchantId)
  .min(1)
  .max(MAX_MERCHANTS)
  .nullable()
  .meta({
    description: 'The merchants whose events are delivered; null for all, and for those that are about no merchant.',
    example: ['merchant-4711'],
  });

const description = text({
  description: 'For people.',
  example: 'Shop backend, production',
  pattern: /^[^\x00-\x1f\x7f]{0,200}$/,
  maxLength: 200,
  code: 'invalid_description',
  detail: 'A description has at most 200 characters and no control characters.',
  remedy: 'Shorten it to one line.',
});

function urlSchema(refuseAddress: (address: string) => Refusal | null) {
  return z
    .string()
    .transform((address, context) => {
      const trimmed = address.trim();
      const refusal = tooLong(trimmed) ?? refuseAddress(trimmed) ?? withFragment(new URL(trimmed));
      if (!refusal) return new URL(trimmed).href;
      const { detail, ...params } = refusal;
      context.addIssue({ code: 'custom', message: detail, params });
      return z.NEVER;
    })
    .meta({
      description: 'Where events are sent: https and a public host. It is called as it is, redirects are not followed.',
      example: 'https://backend.acme.example/evergrant',
      format: 'uri',
      maxLength: MAX_URL_LENGTH,
    });
}

function tooLong(address: string): Refusal | null {
  if (address.length <= MAX_URL_LENGTH) return null;
  return {
    code: 'too_long',
    detail: `An address has at most ${MAX_URL_LENGTH} characters.`,
    remedy: 'Give a shorter address.',
  };
}

function withFragment({ hash }: URL): Refusal | null {
  if (hash === '') return null;
  return {
    code: 'fragment',
    detail: 'The address has a fragment, which is never sent.',
    remedy: 'Remove everything from the # on.',
  };
}

/** Bodies with the address of an endpoint; `refuseAddress` judges it by the rules for webhook endpoints. */
export function webhookEndpointBodies(refuseAddress: (address: string) => Refusal | null) {
  const url = urlSchema(refuseAddress);
  return {
    new: z
      .strictObject({
        url,
        description: description.default(''),
        eventTypes: eventTypes.default(null),
        merchantIds: merchantIds.default(null),
      })
      .meta({ id: 'NewWebhookEndpoint', description: 'Where to send which events.' }),
    change: z
      .strictObject({
        url: url.optional(),
        description: description.optional(),
        eventTypes: eventTypes.optional(),
        merchantIds: merchantIds.optional(),
        enabled: z
          .boolean()
          .optional()
          .meta({
            description:
              'true: deliver again, also after it was disabled by its failures. What happened meanwhile is replayed by a ' +
              'call of its own. false: deliver nothing more; what was still to be delivered is abandoned.',
          }),
      })
      .meta({ id: 'WebhookEndpointChange', description: 'What is to be different; the rest stays.' }),
  };
}

export type WebhookEndpointBodies = ReturnType<typeof webhookEndpointBodies>;

const secretFields = {
  secretId: z.string().meta({ description: 'Id of the secret; not its value.', example: 'whs_0aB1cD2eF3gH4iJ5kL6m' }),
  createdAt: instant('When it was made.'),
};

const signingSecret = z.object({
  ...secretFields,
  expiresAt: instant('When it stops signing; null for the newest one.').nullable(),
});

const fields = {
  endpointId: z.string().meta({ description: 'Id of the endpoint.', example: 'whe_0aB1cD2eF3gH4iJ5kL6m' }),
  url: z.string().meta({ description: 'Where events are sent.', example: 'https://backend.acme.example/evergrant' }),
  description: z.string().meta({ description: 'For people.', example: 'Shop backend, production' }),
  eventTypes,
  merchantIds,
  createdAt: instant('When it was registered.'),
  failingSince: instant('Of the first failed try since the last good one; null while it works.').nullable(),
  disabled: z
    .object({
      at: instant('Since when nothing is delivered.'),
      reason: z.enum(['gone', 'failing', 'operator']).meta({
        description:
          'gone: it answered 410. failing: it took nothing for five days. operator: somebody disabled it by this API.',
      }),
    })
    .nullable()
    .meta({ description: 'Null while it is served.' }),
  secrets: z
    .array(signingSecret)
    .meta({ description: 'The secrets that sign now, newest first. Values are not shown.' }),
};

export const webhookEndpoint = z
  .object(fields)
  .meta({ id: 'WebhookEndpoint', description: 'An address that events are sent to.' });

const secretValue = z.string().nullable().meta({
  description: 'The secret to verify signatures with, shown this once; null in a replay.',
  example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw0aB1cD2eF3g=',
});

export const createdWebhookEndpoint = z
  .object({ ...fields, secret: secretValue })
  .meta({ id: 'CreatedWebhookEndpoint', description: 'A new endpoint with its first secret.' });

export const webhookEndpointList = z
  .object({ items: z.array(webhookEndpoint) })
  .meta({ id: 'WebhookEndpointList', description: 'All endpoints, oldest first; there are twenty at most.' });

const MAX_OVERLAP_HOURS = 7 * 24;
const DEFAULT_OVERLAP_HOURS = 24;

export const newWebhookSecret = z
  .strictObject({
    overlapHours: z.int().min(0).max(MAX_OVERLAP_HOURS).default(DEFAULT_OVERLAP_HOURS).meta({
      description: 'For how long the older secrets sign beside the new one. 0 if one has leaked.',
      example: 24,
    }),
  })
  .meta({ id: 'NewWebhookSecret', description: 'How the older secrets end.' });

export const createdWebhookSecret = z
  .object({ ...secretFields, secret: secretValue })
  .meta({ id: 'CreatedWebhookSecret', description: 'A new secret.' });

export const replayRequest = z
  .strictObject({
    eventId: givenId('One event, whatever its type.', 'evt_0aB1').optional(),
    from: inputInstant('All that happened from this instant on, as far as the filters let it through.').optional(),
    to: inputInstant('Up to this instant; left out: up to now.').optional(),
  })
  .refine(
    ({ eventId, from, to }) =>
      (eventId === undefined) !== (from === undefined) && (to === undefined || from !== undefined),
    asCheck({
      code: 'event_or_range',
      detail: 'A replay is either of one event or of all from an instant on.',
      remedy: 'Give either eventId, or from and if need be to.',
    }),
  )
  .meta({
    id: 'Replay',
    description: 'Either eventId, or from and if need be to.',
    example: { from: '2027-03-01T00:00:00Z', to: '2027-03-02T00:00:00Z' },
  });

export const replayed = z
  .object({ deliveries: z.int().meta({ description: 'How many events are delivered once more.', example: 12 }) })
  .meta({ id: 'Replayed', description: 'Written down; they are delivered at once.' });

export const testedWebhook = z
  .object({
    eventId: z.string().meta({ description: 'Id of the test event.', example: 'evt_0aB1' }),
    deliveryId: z.string().meta({ description: 'Where to find it in the log.', example: 'dlv_0aB1' }),
  })
  .meta({ id: 'TestedWebhook', description: 'A test event was raised; the log tells how it arrived.' });

export const DELIVERY_STANDINGS = ['pending', 'retrying', 'delivered', 'failed', 'abandoned'] as const;

const deliveryTry = z.object({
  at: instant('When it ended.'),
  outcome: z.enum(['delivered', 'failed']),
  httpStatus: z.int().nullable().meta({ description: 'Status of the answer; null if none came.', example: 204 }),
  failure: z
    .enum(['refused', 'gone', 'redirect', 'timeout', 'unreachable', 'tls', 'broken', 'address_refused'])
    .nullable()
    .meta({
      description:
        'refused: another answer than 2xx. gone: 410. redirect: 3xx, which is not followed. timeout: no answer within ten ' +
        'seconds. unreachable, tls, broken: no connection, none that could be trusted, or one that broke. ' +
        'address_refused: the name leads into a network that must not be called. Null for a delivery.',
    }),
  durationMs: z.int().meta({ description: 'How long it took, in milliseconds.', example: 84 }),
});

const delivery = z
  .object({
    deliveryId: z.string().meta({ description: 'Id of the delivery.', example: 'dlv_0aB1' }),
    eventId: z.string().meta({ description: 'The event, also sent as webhook-id.', example: 'evt_0aB1' }),
    eventType: z.enum(EVENT_TYPES as [(typeof EVENT_TYPES)[number]]),
    cause: z.enum(['event', 'replay', 'test']).meta({ description: 'Why it is delivered.' }),
    standing: z.enum(DELIVERY_STANDINGS).meta({
      description:
        'pending: the first try is about to be made. retrying: it failed so far and is tried on. delivered: the endpoint ' +
        'took it. failed: given up after five days, or after 410. abandoned: the endpoint was disabled or deleted.',
    }),
    tries: z.array(deliveryTry).meta({ description: 'Oldest first.' }),
    nextTryAt: instant('When it is tried again; null if it is not.').nullable(),
    createdAt: instant('When it was written down.'),
    finishedAt: instant('When it was delivered or ended; null while it is tried.').nullable(),
  })
  .meta({ id: 'Delivery', description: 'One event for one endpoint.' });

export const deliveryPage = pageOf(delivery).meta({
  id: 'DeliveryPage',
  description: 'One page of the log, newest first.',
});

export type WebhookEndpointDocument = z.output<typeof webhookEndpoint>;
export type DeliveryDocument = z.output<typeof delivery>;
