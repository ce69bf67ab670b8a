/* Made from the public document by `npm run client:types`; a test holds it against the document. */

/** Method and path of every operation. */
export const OPERATIONS = {
  addStore: ['POST', '/v1/onboardings/{onboardingId}/stores'],
  adopt: ['POST', '/v1/adoptions'],
  changeWebhookEndpoint: ['PATCH', '/v1/webhook-endpoints/{endpointId}'],
  confirmChecklistItem: ['PUT', '/v1/onboardings/{onboardingId}/checklist/{item}'],
  correctStore: ['PATCH', '/v1/onboardings/{onboardingId}/stores/{storeId}'],
  createApiKey: ['POST', '/v1/api-keys'],
  createLink: ['POST', '/v1/onboardings/{onboardingId}/links'],
  createTicket: ['POST', '/v1/tickets'],
  createWebhookEndpoint: ['POST', '/v1/webhook-endpoints'],
  createWebhookSecret: ['POST', '/v1/webhook-endpoints/{endpointId}/secrets'],
  decideOwner: ['POST', '/v1/onboardings/{onboardingId}/owner-change'],
  deleteWebhookEndpoint: ['DELETE', '/v1/webhook-endpoints/{endpointId}'],
  disconnectOnboarding: ['POST', '/v1/onboardings/{onboardingId}/disconnect'],
  getAccessToken: ['POST', '/v1/onboardings/{onboardingId}/access-token'],
  getAuditEntry: ['GET', '/v1/audit/{auditId}'],
  getAuthorizationCapacity: ['GET', '/v1/authorizations/capacity'],
  getAuthorizationForecast: ['GET', '/v1/authorizations/forecast'],
  getCampaign: ['GET', '/v1/campaigns/{campaignId}'],
  getCommerceOptions: ['GET', '/v1/onboardings/{onboardingId}/commerce-options'],
  getContacts: ['GET', '/v1/onboardings/{onboardingId}/contacts'],
  getHealth: ['GET', '/healthz'],
  getOnboarding: ['GET', '/v1/onboardings/{onboardingId}'],
  getPlan: ['GET', '/v1/onboardings/{onboardingId}/plan'],
  getPolicy: ['GET', '/v1/policy'],
  getReadiness: ['GET', '/readyz'],
  getStore: ['GET', '/v1/onboardings/{onboardingId}/stores/{storeId}'],
  getWebhookEndpoint: ['GET', '/v1/webhook-endpoints/{endpointId}'],
  listApiKeys: ['GET', '/v1/api-keys'],
  listAudit: ['GET', '/v1/audit'],
  listCampaigns: ['GET', '/v1/campaigns'],
  listDeliveries: ['GET', '/v1/webhook-endpoints/{endpointId}/deliveries'],
  listEvents: ['GET', '/v1/events'],
  listIncidents: ['GET', '/v1/incidents'],
  listOnboardings: ['GET', '/v1/onboardings'],
  listReceipts: ['GET', '/v1/onboardings/{onboardingId}/receipts'],
  listWebhookEndpoints: ['GET', '/v1/webhook-endpoints'],
  probeOnboarding: ['POST', '/v1/onboardings/{onboardingId}/probe'],
  purgeOnboarding: ['POST', '/v1/onboardings/{onboardingId}/purge'],
  refreshOnboarding: ['POST', '/v1/onboardings/{onboardingId}/refresh'],
  remindOnboarding: ['POST', '/v1/onboardings/{onboardingId}/remind'],
  removeStore: ['DELETE', '/v1/onboardings/{onboardingId}/stores/{storeId}'],
  reopenOnboarding: ['POST', '/v1/onboardings/{onboardingId}/reopen'],
  replaceApiKey: ['PUT', '/v1/onboardings/{onboardingId}/api-key'],
  replaceCommerceConnection: ['PUT', '/v1/onboardings/{onboardingId}/commerce-connection'],
  replaceContacts: ['PUT', '/v1/onboardings/{onboardingId}/contacts'],
  replayEvents: ['POST', '/v1/webhook-endpoints/{endpointId}/replay'],
  revokeApiKey: ['DELETE', '/v1/api-keys/{keyId}'],
  snoozeOnboarding: ['POST', '/v1/onboardings/{onboardingId}/snooze'],
  startCampaign: ['POST', '/v1/campaigns'],
  startOnboarding: ['PUT', '/v1/onboardings/{onboardingId}'],
  stopCampaign: ['POST', '/v1/campaigns/{campaignId}/stop'],
  takeBackChecklistItem: ['DELETE', '/v1/onboardings/{onboardingId}/checklist/{item}'],
  testWebhookEndpoint: ['POST', '/v1/webhook-endpoints/{endpointId}/test'],
  undoDisconnect: ['POST', '/v1/onboardings/{onboardingId}/undo-disconnect'],
} as const;

export interface components {
    schemas: {
        /** @description Stored. The outcome of its check appears in the status. */
        AcceptedRevision: {
            /**
             * @description Chosen by the calling backend; names one onboarding for ever.
             * @example acme
             */
            onboardingId: string;
            /** @description The revision that is checked now. */
            revision: number;
        };
        /** @description Written down; it is carried out soon, also after an outage. */
        AcceptedVerb: {
            /**
             * @description Id of the audit entry.
             * @example aud_0aB1cD2eF3gH4iJ5kL6m
             */
            auditId: string;
            /** @constant */
            status: "accepted";
        };
        /** @description A live access token and what is needed to use it. */
        AccessToken: {
            /**
             * @description Sent to SP-API in the header x-amz-access-token. Keep it in memory only.
             * @example Atza|...
             */
            accessToken: string;
            /**
             * Format: date-time
             * @description When it ends; at least five minutes from now. Ask again before.
             * @example 2027-03-01T10:00:00.000Z
             */
            expiresAt: string;
            /**
             * @description Where the seller sells.
             * @example [
             *       "ATVPDKIKX0DER"
             *     ]
             */
            marketplaceIds: string[];
            /**
             * @description Amazon region: na (US, CA, MX) or eu (UK).
             * @example na
             * @enum {string}
             */
            region: "na" | "eu";
            /**
             * @description Amazon seller id.
             * @example A2EXAMPLE1234
             */
            sellerId: string;
            /**
             * @description Where SP-API is called with this token: paths of SP-API are appended to it.
             * @example https://sellingpartnerapi-na.amazon.com
             */
            spApiHost: string;
        };
        /** @description Grants that there are already, to be taken over. */
        Adoption: {
            /**
             * @description Only say what would be done.
             * @default true
             * @example false
             */
            dryRun?: boolean;
            /** @description A row that cannot be used is refused in its result, and stops no other. */
            rows: components["schemas"]["AdoptionRow"][];
            /**
             * @description How many are begun in an hour: each asks Amazon and Commerce.
             * @default 600
             */
            startsPerHour?: number;
            /**
             * @description A ticket for exactly this, from POST /v1/tickets.
             * @example tkt_9vJc2mWqY0s7hQb4xTnL1pZrK8dFgU3eA6iOwHkSjVY
             */
            ticket?: string;
        };
        /** @description What became of each row, in their order. */
        AdoptionReport: {
            /** @description How many were taken over, or would be. */
            adopted: number;
            dryRun: boolean;
            refused: number;
            results: components["schemas"]["AdoptionResult"][];
            unchanged: number;
        };
        /** @description What became of one row. */
        AdoptionResult: {
            /** @description Null if the row names none that could be. */
            onboardingId: string | null;
            /**
             * @description adopted: taken over; Amazon is asked at startsAt. adoptable: would be, this being a dry run. unchanged: was taken over before, from the same row. refused: see problems.
             * @enum {string}
             */
            outcome: "adopted" | "adoptable" | "unchanged" | "refused";
            /** @description Every field that is wrong, by its place in the row. */
            problems: components["schemas"]["FieldProblem"][];
            /**
             * @description Which one, counted from 1.
             * @example 1
             */
            row: number;
            startsAt: string | null;
        };
        /** @description One merchant whose seller consented before it came here. */
        AdoptionRow: {
            apiKey?: components["schemas"]["CommerceApiKey"] | null;
            commerceConnection?: components["schemas"]["CommerceConnection"] | null;
            /**
             * @description When the seller consented: a day, or an instant.
             * @example 2026-03-01
             */
            consentedAt: string;
            /**
             * @description stated: the day is known, from a log or from Seller Central. estimated: it is a guess, so that Amazon is asked before anybody says that the authorization has expired.
             * @example stated
             * @enum {string}
             */
            consentedAtBasis: "stated" | "estimated";
            /** @default [] */
            contacts?: components["schemas"]["Contact"][];
            /**
             * @description Language of mails and pages.
             * @default en
             * @example en
             * @enum {string}
             */
            language?: "en";
            /**
             * @description The calling backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The backend's own notes; kept and given back. No secrets and no personal data.
             * @default {}
             */
            metadata?: {
                [key: string]: string;
            };
            /**
             * @description Chosen by the calling backend; names one onboarding for ever.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: password
             * @description The refresh token from Login with Amazon. Never shown again.
             * @example as-it-was-issued
             */
            refreshToken: string;
            /**
             * @description Amazon region: na (US, CA, MX) or eu (UK).
             * @example na
             * @enum {string}
             */
            region: "na" | "eu";
            returnUrl?: string | null;
            /**
             * @description Amazon seller id of the account that the refresh token is for.
             * @example A2EXAMPLE1234
             */
            sellerId: string;
            stores: components["schemas"]["NewStore"][];
        };
        /** @description A key of this API. Its secret is not shown. */
        ApiKey: {
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2027-03-01T10:00:00.000Z
             */
            createdAt: string;
            /**
             * @description Id of the key; not its secret.
             * @example key_0aB1cD2eF3gH4iJ5kL6m
             */
            keyId: string;
            /**
             * @description The merchants that the key is for; null for all. Nothing else exists as far as its holder can tell.
             * @example [
             *       "merchant-4711"
             *     ]
             */
            merchantIds: string[] | null;
            /**
             * @description Whose key it is.
             * @example Shop backend
             */
            name: string;
            revokedAt: string | null;
            /**
             * @description read: See onboardings and events. write: Start onboardings and change their credentials, stores, contacts and links. operate: Steer onboardings: remind, snooze, probe, disconnect them and take that back. tokens: Get access tokens for the Selling Partner API. admin: Manage API keys and webhook endpoints, read the audit, adopt, decide about owners, and erase.
             * @example [
             *       "read",
             *       "write"
             *     ]
             */
            scopes: ("read" | "write" | "operate" | "tokens" | "admin")[];
        };
        /** @description The merchant's Commerce API key was refused, or its private key cannot be used. */
        ApiKeyInvalidEvent: {
            data: {
                /** @enum {string} */
                code: "api_key_invalid" | "private_key_unusable";
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The onboarding that it is about.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "api_key.invalid";
        };
        /** @description One page of the keys, oldest first. */
        ApiKeyPage: {
            items: components["schemas"]["ApiKey"][];
            /**
             * @description Send it as cursor for the next page; null on the last one.
             * @example qW3nVb1XWyJvbmJvYXJkaW5ncyIsImFjbWUiXQ
             */
            nextCursor: string | null;
        };
        /** @description The merchant's Commerce API key works. */
        ApiKeyValidEvent: {
            data: Record<string, never>;
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The onboarding that it is about.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "api_key.valid";
        };
        /** @description The client secret of the deployment's own Amazon application must be rotated. */
        AppSecretExpiringEvent: {
            data: {
                /**
                 * @description Full days until then.
                 * @example 90
                 */
                daysLeft: number;
                /**
                 * Format: date-time
                 * @description When Amazon ends it, counted from when it was made or first seen.
                 * @example 2027-03-01T10:00:00.000Z
                 */
                expiresAt: string;
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /** @description This event is about no onboarding. */
            merchantId: null;
            /** @description This event is about no onboarding. */
            onboardingId: null;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "app_secret.expiring";
        };
        /** @description Who did what, and when. */
        AuditEntry: {
            /**
             * @description Stable, for programs; new ones may appear.
             * @example disconnect
             */
            action: string;
            /**
             * @description Id of the API key, or a word for whoever acted otherwise: a link, the command line, the configuration.
             * @example key_0aB1cD2eF3gH4iJ5kL6m
             */
            actor: string;
            /**
             * Format: date-time
             * @description When it was done.
             * @example 2027-03-01T10:00:00.000Z
             */
            at: string;
            /** @example aud_0aB1cD2eF3gH4iJ5kL6m */
            auditId: string;
            /**
             * @description What a verb was told beside its name; null for what is no verb, or needs nothing.
             * @example {
             *       "until": "2027-03-01T00:00:00.000Z"
             *     }
             */
            detail: {
                [key: string]: string | null;
            } | null;
            /**
             * @description Null for what concerns no onboarding.
             * @example acme
             */
            onboardingId: string | null;
            /** @description What a verb has come to; null while that is open, and for what is no verb. */
            outcome: {
                /**
                 * Format: date-time
                 * @description When it was written down.
                 * @example 2027-03-01T10:00:00.000Z
                 */
                at: string;
                /**
                 * @description For people; texts may change.
                 * @example The reminder was sent.
                 */
                sentence: string;
            } | null;
            /**
             * @description As it was given; may be empty.
             * @example The merchant left.
             */
            reason: string;
            /**
             * @description api: the actor was authenticated. cli: a user of the machine that it runs on. self_declared: sent from the Temporal UI, which knows nobody.
             * @enum {string}
             */
            source: "api" | "cli" | "self_declared";
            /**
             * @description Id of what was acted upon beside the onboarding: an API key, say.
             * @example null
             */
            subject: string | null;
        };
        /** @description One page of the audit, newest first. */
        AuditPage: {
            items: components["schemas"]["AuditEntry"][];
            /**
             * @description Send it as cursor for the next page; null on the last one.
             * @example qW3nVb1XWyJvbmJvYXJkaW5ncyIsImFjbWUiXQ
             */
            nextCursor: string | null;
        };
        /** @description The grant in force. Secrets are never shown. */
        Authorization: {
            /**
             * Format: date-time
             * @description When Amazon ends the authorization unless it is renewed.
             * @example 2027-03-01T10:00:00.000Z
             */
            expiresAt: string;
            /**
             * @description consent: counted from the consent that we saw. stated: from the instant that whoever handed the authorization over named. estimate: from an instant that nobody is sure of; Amazon is asked before anyone says expired.
             * @example consent
             * @enum {string}
             */
            expiryKnownFrom: "consent" | "stated" | "estimate";
            /** @description Counts the grants: 1 for the first, one more with each renewal. */
            generation: number;
            /**
             * Format: date-time
             * @description When the seller consented.
             * @example 2027-03-01T10:00:00.000Z
             */
            grantedAt: string;
            /**
             * @description Marketplaces of this onboarding in which the seller sells.
             * @example [
             *       "ATVPDKIKX0DER"
             *     ]
             */
            marketplaceIds: string[];
            revokedSince: string | null;
            /**
             * @description Amazon seller id.
             * @example A2EXAMPLE1234
             */
            sellerId: string;
            /**
             * @description How we know the seller id. claimed: the redirect from Amazon said so. expected: it equals expectedSellerId. confirmed: a person confirmed it.
             * @enum {string}
             */
            sellerIdProof: "claimed" | "expected" | "confirmed";
            /**
             * @description Where SP-API is called for this region.
             * @example https://sellingpartnerapi-na.amazon.com
             */
            spApiHost: string;
            suspectedSince: string | null;
        };
        /** @description How much room the application has for more sellers. */
        AuthorizationCapacity: {
            /**
             * @description How many seller authorizations Amazon lets the application have: 25 until it is listed in the Selling Partner Appstore. Null: as many as there are sellers.
             * @example 25
             */
            limit: number | null;
            /**
             * @description How many are known to stand: one for each seller in each region, until it expires. Null where there is no limit.
             * @example 7
             */
            used: number | null;
        };
        /** @description The authorization has expired: Amazon refuses every call until the seller consents again. */
        AuthorizationExpiredEvent: {
            data: {
                /** @description Counts the grants: 1 for the first, one more with each renewal. */
                generation: number;
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The onboarding that it is about.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "authorization.expired";
        };
        /** @description The authorization must be renewed, and the seller is reminded of it. Everything still works. */
        AuthorizationExpiringEvent: {
            data: {
                /**
                 * @description Which reminder of the plan: its days before the expiry.
                 * @example 30
                 */
                daysBefore: number;
                /**
                 * Format: date-time
                 * @description When Amazon ends the authorization unless it is renewed.
                 * @example 2027-03-01T10:00:00.000Z
                 */
                expiresAt: string;
                /** @description Counts the grants: 1 for the first, one more with each renewal. */
                generation: number;
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The onboarding that it is about.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "authorization.expiring";
        };
        /** @description Which renewals fall due when. */
        AuthorizationForecast: {
            /**
             * @description How many end in an average week: all that end within the sixty, spread over the 52 of a year.
             * @example 4.2
             */
            averagePerWeek: number;
            capacity: components["schemas"]["AuthorizationCapacity"];
            /**
             * @description A week with so many renewals or more is a cliff: more than three times the average, and at least five.
             * @example 13
             */
            cliffFrom: number;
            /**
             * @description Authorizations that have ended and may be revived.
             * @example 3
             */
            expired: number;
            /**
             * @description Those that end after the sixty weeks.
             * @example 0
             */
            later: number;
            /** @description Sixty weeks, from the one that it is now. */
            weeks: components["schemas"]["ForecastWeek"][];
        };
        /** @description The first consent was verified and is in force. */
        AuthorizationGrantedEvent: {
            data: {
                /**
                 * Format: date-time
                 * @description When Amazon ends the authorization unless it is renewed.
                 * @example 2027-03-01T10:00:00.000Z
                 */
                expiresAt: string;
                /** @description Counts the grants: 1 for the first, one more with each renewal. */
                generation: number;
                /**
                 * Format: date-time
                 * @description When the seller consented.
                 * @example 2027-03-01T10:00:00.000Z
                 */
                grantedAt: string;
                /**
                 * @description Amazon seller id.
                 * @example A2EXAMPLE1234
                 */
                sellerId: string;
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The onboarding that it is about.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "authorization.granted";
        };
        /** @description A consent came from another Amazon account than expected and is kept aside for an operator. */
        AuthorizationMismatchEvent: {
            data: {
                /**
                 * @description Names the consent, for the operator.
                 * @example con_0aB1cD2eF3gH4iJ5kL6m
                 */
                consentId: string;
                /** @enum {string} */
                reason: "owner_mismatch" | "seller_claim_conflict";
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The onboarding that it is about.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "authorization.mismatch";
        };
        /** @description A new consent has taken the place of one that had expired or was revoked: calls work again. */
        AuthorizationRecoveredEvent: {
            data: {
                /**
                 * Format: date-time
                 * @description When Amazon ends the authorization unless it is renewed.
                 * @example 2027-03-01T10:00:00.000Z
                 */
                expiresAt: string;
                /** @description Counts the grants: 1 for the first, one more with each renewal. */
                generation: number;
                /**
                 * Format: date-time
                 * @description When the seller consented.
                 * @example 2027-03-01T10:00:00.000Z
                 */
                grantedAt: string;
                /**
                 * @description Amazon seller id.
                 * @example A2EXAMPLE1234
                 */
                sellerId: string;
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The onboarding that it is about.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "authorization.recovered";
        };
        /** @description A new consent has taken the place of one that still worked. */
        AuthorizationRenewedEvent: {
            data: {
                /**
                 * Format: date-time
                 * @description When Amazon ends the authorization unless it is renewed.
                 * @example 2027-03-01T10:00:00.000Z
                 */
                expiresAt: string;
                /** @description Counts the grants: 1 for the first, one more with each renewal. */
                generation: number;
                /**
                 * Format: date-time
                 * @description When the seller consented.
                 * @example 2027-03-01T10:00:00.000Z
                 */
                grantedAt: string;
                /**
                 * @description Amazon seller id.
                 * @example A2EXAMPLE1234
                 */
                sellerId: string;
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The onboarding that it is about.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "authorization.renewed";
        };
        /** @description The seller has ended the authorization at Amazon: calls are refused until the seller consents again. */
        AuthorizationRevokedEvent: {
            data: {
                /** @description Counts the grants: 1 for the first, one more with each renewal. */
                generation: number;
                /**
                 * Format: date-time
                 * @description Since when Amazon has refused it.
                 * @example 2027-03-01T10:00:00.000Z
                 */
                since: string;
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The onboarding that it is about.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "authorization.revoked";
        };
        /** @description Sellers are asked to consent anew, a few a day. */
        Campaign: {
            /**
             * @description Id of the campaign.
             * @example cmp_0aB1cD2eF3gH4iJ5kL6m
             */
            campaignId: string;
            endedAt: string | null;
            /**
             * @description How many sellers are asked in a day. Those whom you help by telephone are no more.
             * @example 200
             */
            perDay: number;
            progress: {
                /**
                 * @description How many of them were mailed.
                 * @example 800
                 */
                asked: number;
                lastAskAt: string | null;
                /**
                 * @description How many were not mailed: they want no reminders, cannot be reached, or are no longer connected.
                 * @example 9
                 */
                leftOut: number;
                /**
                 * @description How many consented since it began, asked or not.
                 * @example 512
                 */
                renewed: number;
                /**
                 * @description Connected sellers as it began.
                 * @example 1400
                 */
                sellers: number;
                /**
                 * @description How many will be mailed, or have renewed by then.
                 * @example 590
                 */
                stillToAsk: number;
            };
            /**
             * @description Why; kept in the audit.
             * @example The merchant has closed the shop.
             */
            reason: string;
            /**
             * @description The role that was added to the app, as Amazon calls it.
             * @example Direct-to-Consumer Shipping
             */
            role: string;
            /**
             * Format: date-time
             * @description When it began.
             * @example 2027-03-01T10:00:00.000Z
             */
            startedAt: string;
            /** @description Somebody stopped it. */
            stopped: boolean;
        };
        /** @description One page, newest first. */
        CampaignPage: {
            items: components["schemas"]["Campaign"][];
            /**
             * @description Send it as cursor for the next page; null on the last one.
             * @example qW3nVb1XWyJvbmJvYXJkaW5ncyIsImFjbWUiXQ
             */
            nextCursor: string | null;
        };
        /** @description A person vouches for an item. */
        ChecklistConfirmation: {
            /**
             * @description Name of the person who says so; it is shown with the item.
             * @example Jane Doe
             */
            confirmedBy: string;
        };
        /** @description Something that should be in order before selling. It holds nothing up. */
        ChecklistItem: {
            /**
             * @description Stable code of an item of the checklist.
             * @example return_policy
             * @enum {string}
             */
            item: "commerce_cron" | "website" | "match_attribute" | "currency" | "condition_attribute" | "promo_rule_attributes" | "seller_account" | "selling_plan" | "category_approval" | "return_policy" | "tax_settings" | "vat_settings" | "shipping_settings" | "listings_paused";
            /**
             * @description What to do if it is not so.
             * @example Compare the policies of shop and marketplace.
             */
            remedy: string;
            /**
             * @description How it should be, in plain words.
             * @example The return policy of the shop is as Amazon asks for.
             */
            sentence: string;
            /** @description How the state is known; null while it is unknown. */
            source: components["schemas"]["ChecklistSource"] | null;
            /**
             * @description ok: Evergrant found it so. attention: Evergrant found it otherwise. confirmed: a person says that it is so. unknown: neither.
             * @example ok
             * @enum {string}
             */
            state: "ok" | "attention" | "unknown" | "confirmed";
            /** @description The stores that need attention. */
            stores: ("us" | "ca" | "mx" | "uk")[];
        };
        /** @description evergrant: checked by itself. person: confirmed by a person. */
        ChecklistSource: {
            /**
             * Format: date-time
             * @description When Evergrant saw it.
             * @example 2027-03-01T10:00:00.000Z
             */
            at: string;
            /** @constant */
            by: "evergrant";
        } | {
            /**
             * Format: date-time
             * @description When it was confirmed.
             * @example 2027-03-01T10:00:00.000Z
             */
            at: string;
            /** @constant */
            by: "person";
            /**
             * @description Who confirmed it.
             * @example Jane Doe
             */
            name: string;
        };
        /** @description The merchant's Commerce Services API key. */
        CommerceApiKey: {
            apiKey?: string | null;
            /**
             * @description Commerce environment that the key was made for.
             * @default production
             * @enum {string}
             */
            environment?: "production" | "sandbox";
            privateKey?: string | null;
        };
        /** @description How the Commerce instance is reached. A new address or another type needs all credentials anew. */
        CommerceConnection: components["schemas"]["IntegrationConnection"] | components["schemas"]["ImsConnection"];
        /** @description What can be chosen for a store of this Commerce instance. */
        CommerceOptions: {
            /** @description Product attributes that can be mapped, by code. */
            attributes: {
                /**
                 * @description What mapping.attributeCode of a store names.
                 * @example amazon_asin
                 */
                code: string;
                /**
                 * @description text or select.
                 * @example text
                 */
                input: string;
                /**
                 * @description Its label, for people.
                 * @example Amazon ASIN
                 */
                label: string;
                /** @description Whether every product needs a value. */
                required: boolean;
                /**
                 * @description global is what is recommended; empty where it is not told.
                 * @example global
                 */
                scope: string;
                /** @description Whether no two products may have the same value. */
                unique: boolean;
            }[];
            /** @description true: the instance has more than a thousand such attributes, and the last ones are left out. */
            attributesTruncated: boolean;
            websites: {
                /**
                 * @description What websiteCode of a store names.
                 * @example base
                 */
                code: string;
                /**
                 * @description Its name, for people.
                 * @example Main Website
                 */
                name: string;
                /**
                 * @description The view into which orders would be imported. null: no store can be created for it as it is.
                 * @example default
                 */
                storeViewCode: string | null;
            }[];
        };
        /** @description The receipt of one consent. */
        ConsentReceipt: {
            evidence: components["schemas"]["ReceiptEvidence"];
            /**
             * @description SHA-256 of the canonical JSON of `evidence`: names sorted, no white space.
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            hash: string;
            /** @description Null once the onboarding is erased. */
            person: components["schemas"]["ReceiptPerson"] | null;
        };
        /** @description One receipt for each generation, the first one first. */
        ConsentReceipts: {
            items: components["schemas"]["ConsentReceipt"][];
        };
        /** @description A person who is written to. */
        Contact: {
            /**
             * @description One mail address.
             * @example owner@acme.shop
             */
            email: string;
            /**
             * @description Language of mails and pages.
             * @default en
             * @example en
             * @enum {string}
             */
            language?: "en";
            /**
             * @description seller: consent and renewal mails; merchant: key, connection and store mails; technical: a copy of the latter.
             * @enum {string}
             */
            role: "merchant" | "seller" | "technical";
            /**
             * @description IANA time zone by whose clock mails are sent. Default: that of the marketplace of the first store.
             * @example America/New_York
             */
            timeZone?: string;
        };
        /** @description A person who is written to. */
        ContactInForce: {
            /** @description Whether a person has used a link that was mailed to this address. */
            confirmed: boolean;
            /**
             * @description Mail address.
             * @example owner@acme.shop
             */
            email: string;
            /**
             * @description Language of mails and pages.
             * @example en
             * @enum {string}
             */
            language: "en";
            /** @description Was left out of the set: goes as soon as the proposed addresses are confirmed. */
            leaving: boolean;
            remindersOffSince: string | null;
            /**
             * @description seller: consent and renewal mails; merchant: key, connection and store mails; technical: a copy of the latter.
             * @enum {string}
             */
            role: "merchant" | "seller" | "technical";
            /**
             * @description IANA time zone by whose clock mails are sent.
             * @example America/New_York
             */
            timeZone: string;
            unreachableSince: string | null;
        };
        /** @description A contact wants reminders again. */
        ContactOptedInEvent: {
            data: {
                /**
                 * @description Whose; the address is in no event.
                 * @enum {string}
                 */
                role: "merchant" | "seller" | "technical";
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The onboarding that it is about.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "contact.opted_in";
        };
        /** @description A contact wants no more reminders. That something has ended or is wrong is still mailed. */
        ContactOptedOutEvent: {
            data: {
                /**
                 * @description Whose; the address is in no event.
                 * @enum {string}
                 */
                role: "merchant" | "seller" | "technical";
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The onboarding that it is about.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "contact.opted_out";
        };
        /** @description Who is written to about an onboarding. */
        ContactSet: {
            /** @description Where mails go. */
            contacts: components["schemas"]["ContactInForce"][];
            /**
             * @description Whose contacts these are.
             * @example acme
             */
            onboardingId: string;
            /** @description Where mails will go once the address is confirmed. */
            proposed: components["schemas"]["ProposedContact"][];
        };
        /** @description Mail to a contact is rejected or came back. */
        ContactUnreachableEvent: {
            data: {
                /** @description Whether it is a new address that was still to be confirmed. */
                proposed: boolean;
                /**
                 * @description refused: when it was sent. bounced: a report came back later.
                 * @enum {string}
                 */
                reason: "refused" | "bounced";
                /**
                 * @description Whose; the address is in no event.
                 * @enum {string}
                 */
                role: "merchant" | "seller" | "technical";
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The onboarding that it is about.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "contact.unreachable";
        };
        /** @description A new key with its secret. */
        CreatedApiKey: {
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2027-03-01T10:00:00.000Z
             */
            createdAt: string;
            /**
             * @description Id of the key; not its secret.
             * @example key_0aB1cD2eF3gH4iJ5kL6m
             */
            keyId: string;
            /**
             * @description The merchants that the key is for; null for all. Nothing else exists as far as its holder can tell.
             * @example [
             *       "merchant-4711"
             *     ]
             */
            merchantIds: string[] | null;
            /**
             * @description Whose key it is.
             * @example Shop backend
             */
            name: string;
            revokedAt: string | null;
            /**
             * @description read: See onboardings and events. write: Start onboardings and change their credentials, stores, contacts and links. operate: Steer onboardings: remind, snooze, probe, disconnect them and take that back. tokens: Get access tokens for the Selling Partner API. admin: Manage API keys and webhook endpoints, read the audit, adopt, decide about owners, and erase.
             * @example [
             *       "read",
             *       "write"
             *     ]
             */
            scopes: ("read" | "write" | "operate" | "tokens" | "admin")[];
            /**
             * @description The key itself, shown this once; null in a replay.
             * @example eg_9vJc2mWqY0s7hQb4xTnL1pZrK8dFgU3eA6iOwHkSjVY
             */
            secret: string | null;
        };
        /** @description A new endpoint with its first secret. */
        CreatedWebhookEndpoint: {
            /**
             * Format: date-time
             * @description When it was registered.
             * @example 2027-03-01T10:00:00.000Z
             */
            createdAt: string;
            /**
             * @description For people.
             * @example Shop backend, production
             */
            description: string;
            /** @description Null while it is served. */
            disabled: {
                /**
                 * Format: date-time
                 * @description Since when nothing is delivered.
                 * @example 2027-03-01T10:00:00.000Z
                 */
                at: string;
                /**
                 * @description gone: it answered 410. failing: it took nothing for five days. operator: somebody disabled it by this API.
                 * @enum {string}
                 */
                reason: "gone" | "failing" | "operator";
            } | null;
            /**
             * @description Id of the endpoint.
             * @example whe_0aB1cD2eF3gH4iJ5kL6m
             */
            endpointId: string;
            /** @description The types that are delivered; null for all, also for those that are added one day. */
            eventTypes: ("onboarding.started" | "onboarding.waiting" | "onboarding.connected" | "onboarding.consent_lapsed" | "onboarding.disconnected" | "store.created" | "store.updated" | "store.removed" | "authorization.granted" | "authorization.expiring" | "authorization.expired" | "authorization.renewed" | "authorization.recovered" | "authorization.revoked" | "authorization.mismatch" | "api_key.invalid" | "api_key.valid" | "contact.unreachable" | "contact.opted_out" | "contact.opted_in" | "seller.unknown" | "incident.opened" | "incident.closed" | "app_secret.expiring" | "webhook_endpoint.disabled" | "webhook_endpoint.test")[] | null;
            failingSince: string | null;
            /**
             * @description The merchants whose events are delivered; null for all, and for those that are about no merchant.
             * @example [
             *       "merchant-4711"
             *     ]
             */
            merchantIds: string[] | null;
            /**
             * @description The secret to verify signatures with, shown this once; null in a replay.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw0aB1cD2eF3g=
             */
            secret: string | null;
            /** @description The secrets that sign now, newest first. Values are not shown. */
            secrets: {
                /**
                 * Format: date-time
                 * @description When it was made.
                 * @example 2027-03-01T10:00:00.000Z
                 */
                createdAt: string;
                expiresAt: string | null;
                /**
                 * @description Id of the secret; not its value.
                 * @example whs_0aB1cD2eF3gH4iJ5kL6m
                 */
                secretId: string;
            }[];
            /**
             * @description Where events are sent.
             * @example https://backend.acme.example/evergrant
             */
            url: string;
        };
        /** @description A new secret. */
        CreatedWebhookSecret: {
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2027-03-01T10:00:00.000Z
             */
            createdAt: string;
            /**
             * @description The secret to verify signatures with, shown this once; null in a replay.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw0aB1cD2eF3g=
             */
            secret: string | null;
            /**
             * @description Id of the secret; not its value.
             * @example whs_0aB1cD2eF3gH4iJ5kL6m
             */
            secretId: string;
        };
        /** @description One event for one endpoint. */
        Delivery: {
            /**
             * @description Why it is delivered.
             * @enum {string}
             */
            cause: "event" | "replay" | "test";
            /**
             * Format: date-time
             * @description When it was written down.
             * @example 2027-03-01T10:00:00.000Z
             */
            createdAt: string;
            /**
             * @description Id of the delivery.
             * @example dlv_0aB1
             */
            deliveryId: string;
            /**
             * @description The event, also sent as webhook-id.
             * @example evt_0aB1
             */
            eventId: string;
            /** @enum {string} */
            eventType: "onboarding.started" | "onboarding.waiting" | "onboarding.connected" | "onboarding.consent_lapsed" | "onboarding.disconnected" | "store.created" | "store.updated" | "store.removed" | "authorization.granted" | "authorization.expiring" | "authorization.expired" | "authorization.renewed" | "authorization.recovered" | "authorization.revoked" | "authorization.mismatch" | "api_key.invalid" | "api_key.valid" | "contact.unreachable" | "contact.opted_out" | "contact.opted_in" | "seller.unknown" | "incident.opened" | "incident.closed" | "app_secret.expiring" | "webhook_endpoint.disabled" | "webhook_endpoint.test";
            finishedAt: string | null;
            nextTryAt: string | null;
            /**
             * @description pending: the first try is about to be made. retrying: it failed so far and is tried on. delivered: the endpoint took it. failed: given up after five days, or after 410. abandoned: the endpoint was disabled or deleted.
             * @enum {string}
             */
            standing: "pending" | "retrying" | "delivered" | "failed" | "abandoned";
            /** @description Oldest first. */
            tries: {
                /**
                 * Format: date-time
                 * @description When it ended.
                 * @example 2027-03-01T10:00:00.000Z
                 */
                at: string;
                /**
                 * @description How long it took, in milliseconds.
                 * @example 84
                 */
                durationMs: number;
                /** @description refused: another answer than 2xx. gone: 410. redirect: 3xx, which is not followed. timeout: no answer within ten seconds. unreachable, tls, broken: no connection, none that could be trusted, or one that broke. address_refused: the name leads into a network that must not be called. Null for a delivery. */
                failure: ("refused" | "gone" | "redirect" | "timeout" | "unreachable" | "tls" | "broken" | "address_refused") | null;
                /**
                 * @description Status of the answer; null if none came.
                 * @example 204
                 */
                httpStatus: number | null;
                /** @enum {string} */
                outcome: "delivered" | "failed";
            }[];
        };
        /** @description One page of the log, newest first. */
        DeliveryPage: {
            items: components["schemas"]["Delivery"][];
            /**
             * @description Send it as cursor for the next page; null on the last one.
             * @example qW3nVb1XWyJvbmJvYXJkaW5ncyIsImFjbWUiXQ
             */
            nextCursor: string | null;
        };
        /** @description A reason is needed because a disconnect cannot be undone for ever. */
        Disconnect: {
            /**
             * @description The onboardingId once more, for callers that want to be stopped when the two differ.
             * @example acme
             */
            confirm?: string;
            /**
             * @description Why; kept in the audit.
             * @example The merchant has closed the shop.
             */
            reason: string;
        };
        /** @description One page of the events, oldest first. */
        EventPage: {
            items: (components["schemas"]["OnboardingStartedEvent"] | components["schemas"]["OnboardingWaitingEvent"] | components["schemas"]["OnboardingConnectedEvent"] | components["schemas"]["OnboardingConsentLapsedEvent"] | components["schemas"]["OnboardingDisconnectedEvent"] | components["schemas"]["StoreCreatedEvent"] | components["schemas"]["StoreUpdatedEvent"] | components["schemas"]["StoreRemovedEvent"] | components["schemas"]["AuthorizationGrantedEvent"] | components["schemas"]["AuthorizationExpiringEvent"] | components["schemas"]["AuthorizationExpiredEvent"] | components["schemas"]["AuthorizationRenewedEvent"] | components["schemas"]["AuthorizationRecoveredEvent"] | components["schemas"]["AuthorizationRevokedEvent"] | components["schemas"]["AuthorizationMismatchEvent"] | components["schemas"]["ApiKeyInvalidEvent"] | components["schemas"]["ApiKeyValidEvent"] | components["schemas"]["ContactUnreachableEvent"] | components["schemas"]["ContactOptedOutEvent"] | components["schemas"]["ContactOptedInEvent"] | components["schemas"]["SellerUnknownEvent"] | components["schemas"]["IncidentOpenedEvent"] | components["schemas"]["IncidentClosedEvent"] | components["schemas"]["AppSecretExpiringEvent"] | components["schemas"]["WebhookEndpointDisabledEvent"] | components["schemas"]["WebhookEndpointTestEvent"])[];
            /**
             * @description Send it as cursor for the next page; null on the last one.
             * @example qW3nVb1XWyJvbmJvYXJkaW5ncyIsImFjbWUiXQ
             */
            nextCursor: string | null;
            /**
             * @description Send it as cursor later, to read what has happened since. Null on an empty page: keep the one you have.
             * @example qW3nVb1XWyJldmVudHMiLDQyXQ
             */
            resumeCursor: string | null;
        };
        FieldProblem: {
            /**
             * @description Stable, for programs.
             * @example invalid_email
             */
            code: string;
            /**
             * @description What is wrong.
             * @example This is no e-mail address.
             */
            detail: string;
            /**
             * @description Part of the request that is wrong.
             * @enum {string}
             */
            in: "body" | "path" | "query" | "header";
            /**
             * @description JSON Pointer (RFC 6901) into that part: /stores/0/email, or /limit for a parameter, /If-Match for a header.
             * @example /stores/0/email
             */
            pointer: string;
            /**
             * @description What to do.
             * @example Write it like name@example.com.
             */
            remedy: string;
        };
        /** @description The renewals of one week. */
        ForecastWeek: {
            /**
             * @description Those of earlier weeks that end again in it, if each is renewed in the week in which it ends.
             * @example 0
             */
            again: number;
            /**
             * @description Whether uncommonly many renewals fall due in it.
             * @example false
             */
            cliff: boolean;
            /**
             * @description Authorizations in force that end in it unless they are renewed.
             * @example 12
             */
            ending: number;
            /**
             * Format: date-time
             * @description Its Monday, 00:00 UTC.
             * @example 2027-03-01T00:00:00.000Z
             */
            from: string;
        };
        /** @description Everything that was asked for works. */
        Health: {
            /** @constant */
            status: "ok";
        };
        /** @description An OAuth server-to-server credential of a project in the Adobe Developer Console. */
        ImsConnection: {
            /**
             * Format: uri
             * @description Where the tenant is served: https://<server>.api.commerce.adobe.com/<tenant id>, without /rest.
             * @example https://na1.api.commerce.adobe.com/AbCdEf1234567890
             */
            baseUrl: string;
            /**
             * @description Client id of the OAuth server-to-server credential.
             * @example a1b2c3d4e5f64a7b8c9d0e1f2a3b4c5d
             */
            clientId: string;
            /**
             * Format: password
             * @description Client secret of the OAuth server-to-server credential.
             * @example as-it-was-issued
             */
            clientSecret: string;
            /**
             * @description IMS organization to which the instance belongs.
             * @example 0123456789ABCDEF01234567@AdobeOrg
             */
            organizationId: string;
            /**
             * @description Adobe Commerce as a Cloud Service (SaaS).
             * @constant
             */
            type: "ims";
        };
        /** @description A time in which what Amazon says of single authorizations is not believed: nobody is called revoked, and reminders are held for a day at most. It closes by itself. */
        Incident: {
            /**
             * @description Authorizations asked about in the round that opened it.
             * @example 120
             */
            asked: number;
            /**
             * @description application: Amazon refuses our own application. amazon: Amazon cannot be asked. refusals: Amazon refuses many healthy authorizations at once.
             * @enum {string}
             */
            cause: "application" | "amazon" | "refusals";
            closedAt: string | null;
            /**
             * @description As Amazon names it, if it does.
             * @example invalid_client
             */
            error: string | null;
            /** @example inc_0aB1cD2eF3gH4iJ5kL6m */
            incidentId: string;
            /**
             * Format: date-time
             * @description When it was opened.
             * @example 2027-03-01T10:00:00.000Z
             */
            openedAt: string;
            /**
             * @description Of these, those that were well before and were refused.
             * @example 31
             */
            refused: number;
            /**
             * @description For people; texts may change.
             * @example Amazon cannot be asked
             */
            summary: string;
        };
        /** @description An incident is over; what it held up goes on. */
        IncidentClosedEvent: {
            data: {
                /**
                 * @description application: Amazon refuses our application. amazon: Amazon cannot be asked. refusals: Amazon refuses many healthy authorizations at once.
                 * @enum {string}
                 */
                cause: "application" | "amazon" | "refusals";
                /**
                 * Format: date-time
                 * @description When it was closed.
                 * @example 2027-03-01T10:00:00.000Z
                 */
                closedAt: string;
                /**
                 * @description Id of the incident.
                 * @example inc_7Hq2
                 */
                incidentId: string;
                /**
                 * Format: date-time
                 * @description When it was opened.
                 * @example 2027-03-01T10:00:00.000Z
                 */
                openedAt: string;
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /** @description This event is about no onboarding. */
            merchantId: null;
            /** @description This event is about no onboarding. */
            onboardingId: null;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "incident.closed";
        };
        /** @description Amazon cannot be asked, or is not to be believed: nobody is called revoked while that lasts. */
        IncidentOpenedEvent: {
            data: {
                /**
                 * @description application: Amazon refuses our application. amazon: Amazon cannot be asked. refusals: Amazon refuses many healthy authorizations at once.
                 * @enum {string}
                 */
                cause: "application" | "amazon" | "refusals";
                /**
                 * @description Id of the incident.
                 * @example inc_7Hq2
                 */
                incidentId: string;
                /**
                 * Format: date-time
                 * @description When it was opened.
                 * @example 2027-03-01T10:00:00.000Z
                 */
                openedAt: string;
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /** @description This event is about no onboarding. */
            merchantId: null;
            /** @description This event is about no onboarding. */
            onboardingId: null;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "incident.opened";
        };
        /** @description One page of the incidents, newest first. */
        IncidentPage: {
            items: components["schemas"]["Incident"][];
            /**
             * @description Send it as cursor for the next page; null on the last one.
             * @example qW3nVb1XWyJvbmJvYXJkaW5ncyIsImFjbWUiXQ
             */
            nextCursor: string | null;
        };
        /** @description An integration, made in Commerce under System > Extensions > Integrations. Its four credentials sign every request (OAuth 1.0a). With the access token alone it works only where the instance still allows that. */
        IntegrationConnection: {
            /**
             * Format: password
             * @description Access token of the integration.
             * @example as-it-was-issued
             */
            accessToken: string;
            /**
             * Format: password
             * @description Access token secret of the integration.
             * @example as-it-was-issued
             */
            accessTokenSecret?: string;
            /**
             * Format: uri
             * @description Where the instance is served: https, a public host, no query.
             * @example https://shop.acme.example
             */
            baseUrl: string;
            /**
             * Format: password
             * @description Consumer key of the integration.
             * @example as-it-was-issued
             */
            consumerKey?: string;
            /**
             * Format: password
             * @description Consumer secret of the integration.
             * @example as-it-was-issued
             */
            consumerSecret?: string;
            /**
             * @description An integration of Adobe Commerce or Magento Open Source. The default.
             * @constant
             */
            type?: "integration";
        };
        /** @description For how long each party has held the ball since the start, in seconds: each second belongs to one of them. nobody: there was nothing to wait for. */
        Ledger: {
            /**
             * @description Seconds.
             * @example 86400
             */
            amazon: number;
            /**
             * @description Seconds.
             * @example 86400
             */
            commerce: number;
            /**
             * @description Seconds.
             * @example 86400
             */
            merchant: number;
            /**
             * @description Seconds.
             * @example 86400
             */
            nobody: number;
            /**
             * @description Seconds.
             * @example 86400
             */
            operator: number;
            /**
             * @description Seconds.
             * @example 86400
             */
            seller: number;
            /**
             * @description Seconds.
             * @example 86400
             */
            us: number;
        };
        /** @description A link for the seller or the merchant. */
        Link: {
            expiresAt: string | null;
            /**
             * Format: uri
             * @description Give it to nobody but the person who is to act.
             * @example https://connect.example.com/c/p0Q7dZ3uX1nB5vK9sL2mR8tY4wE6hJ0aC3gF7iN5oU1.b8D2fH6kM0qS4uW9yA3cE7gI1jL5nP8rT2vX6zB0dF4
             */
            url: string;
        };
        /** @description Which Commerce product attribute carries which Amazon product id. */
        Mapping: {
            /**
             * @description Kind of Amazon product id.
             * @example asin
             * @enum {string}
             */
            amazonIdType: "asin" | "ean" | "gcid" | "isbn" | "upc" | "general";
            /**
             * @description Code of the Commerce product attribute that carries it.
             * @example amazon_asin
             */
            attributeCode: string;
            /** @description true: the attribute is made in Commerce where it is missing (text field, global scope, neither unique nor required). Nothing takes it away again; the store then has the warning attribute_created. Default: false. */
            createAttributeIfMissing?: boolean;
        };
        /** @description What the key is to be good for. */
        NewApiKey: {
            /**
             * @description The merchants that the key is for; null for all. Nothing else exists as far as its holder can tell.
             * @example [
             *       "merchant-4711"
             *     ]
             */
            merchantIds?: string[] | null;
            /**
             * @description Whose key it is; for people.
             * @example Shop backend
             */
            name: string;
            /**
             * @description read: See onboardings and events. write: Start onboardings and change their credentials, stores, contacts and links. operate: Steer onboardings: remind, snooze, probe, disconnect them and take that back. tokens: Get access tokens for the Selling Partner API. admin: Manage API keys and webhook endpoints, read the audit, adopt, decide about owners, and erase.
             * @example [
             *       "read",
             *       "write"
             *     ]
             */
            scopes: ("read" | "write" | "operate" | "tokens" | "admin")[];
        };
        /** @description A role was added to the app: every connected seller is to consent anew. */
        NewCampaign: {
            /**
             * @description How many sellers are asked in a day. Those whom you help by telephone are no more.
             * @example 200
             */
            perDay: number;
            /**
             * @description Why; kept in the audit.
             * @example Labels are bought through Amazon from spring on.
             */
            reason: string;
            /**
             * @description The role that was added to the app, as Amazon calls it.
             * @example Direct-to-Consumer Shipping
             */
            role: string;
        };
        /** @description All contacts of an onboarding. */
        NewContactSet: {
            contacts: components["schemas"]["Contact"][];
        };
        /** @description What the link is for. */
        NewLink: {
            /**
             * @description manage: see the status and everything that is missing, and consent; dies after 24 hours. renew: see the status and consent; does not die by itself.
             * @enum {string}
             */
            purpose: "manage" | "renew";
        };
        /** @description One marketplace country bound to one Commerce website. */
        NewStore: {
            /**
             * @description Amazon marketplace of the store: US, CA, MX, UK. GB is read as UK; upper and lower case are the same.
             * @example US
             */
            country: string;
            /**
             * @description One mail address.
             * @example owner@acme.shop
             */
            email: string;
            mapping: components["schemas"]["Mapping"];
            /**
             * @description Name of the store, as mails and pages show it.
             * @example Acme Outdoor US
             */
            name: string;
            /**
             * @description Code of the Commerce website whose products are sold.
             * @example base
             */
            websiteCode: string;
        };
        /** @description What is to be permitted once. */
        NewTicket: {
            /**
             * @description owner_change: decide whose account an onboarding belongs to. purge: erase an onboarding. adoption: take over grants that there are already.
             * @example purge
             * @enum {string}
             */
            action: "owner_change" | "purge" | "adoption";
            /** @description The onboarding that it is about. Adoption is about none. */
            onboardingId?: string | null;
        };
        /** @description Where to send which events. */
        NewWebhookEndpoint: {
            /**
             * @description For people.
             * @default
             * @example Shop backend, production
             */
            description?: string;
            /**
             * @description The types that are delivered; null for all, also for those that are added one day.
             * @default null
             */
            eventTypes?: ("onboarding.started" | "onboarding.waiting" | "onboarding.connected" | "onboarding.consent_lapsed" | "onboarding.disconnected" | "store.created" | "store.updated" | "store.removed" | "authorization.granted" | "authorization.expiring" | "authorization.expired" | "authorization.renewed" | "authorization.recovered" | "authorization.revoked" | "authorization.mismatch" | "api_key.invalid" | "api_key.valid" | "contact.unreachable" | "contact.opted_out" | "contact.opted_in" | "seller.unknown" | "incident.opened" | "incident.closed" | "app_secret.expiring" | "webhook_endpoint.disabled" | "webhook_endpoint.test")[] | null;
            /**
             * @description The merchants whose events are delivered; null for all, and for those that are about no merchant.
             * @default null
             * @example [
             *       "merchant-4711"
             *     ]
             */
            merchantIds?: string[] | null;
            /**
             * Format: uri
             * @description Where events are sent: https and a public host. It is called as it is, redirects are not followed.
             * @example https://backend.acme.example/evergrant
             */
            url: string;
        };
        /** @description How the older secrets end. */
        NewWebhookSecret: {
            /**
             * @description For how long the older secrets sign beside the new one. 0 if one has leaked.
             * @default 24
             * @example 24
             */
            overlapHours?: number;
        };
        /** @description The seller is connected: access tokens can be had from now on. */
        OnboardingConnectedEvent: {
            data: {
                /** @description Counts the grants: 1 for the first, one more with each renewal. */
                generation: number;
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The onboarding that it is about.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "onboarding.connected";
        };
        /** @description The seller did not consent in time. The link still works and reopens it. */
        OnboardingConsentLapsedEvent: {
            data: Record<string, never>;
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The onboarding that it is about.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "onboarding.consent_lapsed";
        };
        /** @description The onboarding was disconnected: no access tokens are given out from now on. */
        OnboardingDisconnectedEvent: {
            data: Record<string, never>;
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The onboarding that it is about.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "onboarding.disconnected";
        };
        /** @description One page of the list, in order of onboardingId. */
        OnboardingPage: {
            items: components["schemas"]["OnboardingSummary"][];
            /**
             * @description Send it as cursor for the next page; null on the last one.
             * @example qW3nVb1XWyJvbmJvYXJkaW5ncyIsImFjbWUiXQ
             */
            nextCursor: string | null;
        };
        /** @description The dated steps of an onboarding. */
        OnboardingPlan: {
            /**
             * @description Chosen by the calling backend; names one onboarding for ever.
             * @example acme
             */
            onboardingId: string;
            /** @description Null without an authorization in force, and until its year is planned. */
            plan: components["schemas"]["Plan"] | null;
        };
        /** @description An onboarding was started. */
        OnboardingStartedEvent: {
            data: {
                /**
                 * @description Amazon region: na (US, CA, MX) or eu (UK).
                 * @example na
                 * @enum {string}
                 */
                region: "na" | "eu";
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The onboarding that it is about.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "onboarding.started";
        };
        /** @description Where an onboarding stands, who must act, and how. */
        OnboardingStatus: {
            /** @description What is known of the Commerce API key. The key itself is never shown. */
            apiKey: {
                environment: ("production" | "sandbox") | null;
                given: boolean;
                /** @description Counts the replacements. */
                revision: number;
            };
            authorization: components["schemas"]["Authorization"] | null;
            /** @description What should be in order before selling. Advice: it holds nothing up. */
            checklist: components["schemas"]["ChecklistItem"][];
            /** @example null */
            closedAt: string | null;
            /** @description What is known of the Commerce connection. Credentials are never shown. */
            commerceConnection: {
                /**
                 * @description Its host; null if none was given.
                 * @example shop.acme.example
                 */
                host: string | null;
                /** @description Modules of the instance that concern Amazon; null while no store is ready, or if the credentials may not read them (Magento_Backend::admin). They hold nothing up. */
                modules: {
                    /** @description The old Amazon Sales Channel is enabled: it may still be listing. */
                    amazonSalesChannel: boolean;
                    /** @description The connector to Commerce Services is enabled, where the merchant keeps the API key. */
                    servicesConnector: boolean;
                } | null;
                /** @description Counts the replacements. */
                revision: number;
                /** @description integration: OAuth 1.0a. ims: the SaaS edition. null: none was given. */
                type: ("integration" | "ims") | null;
            };
            /**
             * Format: date-time
             * @description When the onboarding was started.
             * @example 2027-03-01T10:00:00.000Z
             */
            createdAt: string;
            ledger: components["schemas"]["Ledger"];
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The backend's own notes.
             * @example {
             *       "tier": "gold"
             *     }
             */
            metadata: {
                [key: string]: string;
            };
            /** @description The next dated step. */
            nextStep: {
                /**
                 * Format: date-time
                 * @description When it is due.
                 * @example 2027-03-01T10:00:00.000Z
                 */
                at: string;
                /** @example T-30 */
                key: string;
            } | null;
            /**
             * @description Chosen by the calling backend; names one onboarding for ever.
             * @example acme
             */
            onboardingId: string;
            /**
             * @description Amazon region: na (US, CA, MX) or eu (UK).
             * @example na
             * @enum {string}
             */
            region: "na" | "eu";
            /** @description Everything that is missing. */
            requirements: components["schemas"]["Requirement"][];
            /**
             * @description Where the button of the last page leads.
             * @example https://backend.example.com/amazon/done
             */
            returnUrl: string | null;
            stage: components["schemas"]["Stage"];
            /**
             * @description The stage in plain words.
             * @example Connected; the yearly renewal is due
             */
            stageDescription: string;
            stores: components["schemas"]["Store"][];
            /** @description Oldest first; at most 100 entries. */
            timeline: components["schemas"]["TimelineEntry"][];
            waitingOn: components["schemas"]["WaitingOn"];
            /**
             * Format: date-time
             * @description Since when this stage waits for that party.
             * @example 2027-03-01T10:00:00.000Z
             */
            waitingSince: string;
        };
        /** @description The status in brief. */
        OnboardingSummary: {
            authorization: components["schemas"]["Authorization"] | null;
            /** @example null */
            closedAt: string | null;
            /**
             * Format: date-time
             * @description When the onboarding was started.
             * @example 2027-03-01T10:00:00.000Z
             */
            createdAt: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description Chosen by the calling backend; names one onboarding for ever.
             * @example acme
             */
            onboardingId: string;
            /**
             * @description Amazon region: na (US, CA, MX) or eu (UK).
             * @example na
             * @enum {string}
             */
            region: "na" | "eu";
            /** @description Everything that is missing. */
            requirements: components["schemas"]["Requirement"][];
            stage: components["schemas"]["Stage"];
            /**
             * @description The stage in plain words.
             * @example Connected; the yearly renewal is due
             */
            stageDescription: string;
            waitingOn: components["schemas"]["WaitingOn"];
            /**
             * Format: date-time
             * @description Since when this stage waits for that party.
             * @example 2027-03-01T10:00:00.000Z
             */
            waitingSince: string;
        };
        /** @description A person has something new to do, and no other event says so. */
        OnboardingWaitingEvent: {
            data: {
                /** @description Everything that is missing. */
                requirements: {
                    /**
                     * @description As in the status.
                     * @enum {string}
                     */
                    code: "api_key_missing" | "api_key_invalid" | "private_key_unusable" | "api_key_unverifiable" | "commerce_connection_missing" | "commerce_credentials_rejected" | "commerce_bearer_disabled" | "commerce_ims_credentials_rejected" | "commerce_permission_missing" | "commerce_api_not_found" | "commerce_address_refused" | "commerce_unreachable" | "store_missing" | "website_unknown" | "website_without_store_view" | "marketplace_taken" | "attribute_unknown" | "attribute_not_created" | "attribute_not_mappable" | "attribute_without_label" | "attribute_excluded" | "consent_needed" | "consent_lapsed" | "amazon_unavailable" | "app_misconfigured" | "amazon_access_refused" | "consent_void" | "marketplace_not_participating" | "marketplace_connected_elsewhere" | "authorization_refused" | "seller_already_connected" | "seller_claim_conflict" | "owner_mismatch" | "consent_disputed" | "contact_unreachable" | "renewal_due" | "authorization_revoked" | "consent_not_asked" | "authorization_expired";
                    deadline: string | null;
                    /**
                     * @description JSON Pointer into the onboarding to the cause; empty for the whole.
                     * @example /stores/0
                     */
                    pointer: string;
                }[];
                stage: components["schemas"]["Stage"];
                waitingOn: components["schemas"]["WaitingOn"];
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The onboarding that it is about.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "onboarding.waiting";
        };
        /** @description A decision whose account an onboarding belongs to. */
        OwnerChange: {
            /** @description Which consent is meant, as its event names it; left out: whichever waits. */
            consentId?: string | null;
            /**
             * @description accept: the consent that waits is taken, or the one that is doubted stands. reject: the consent that waits is destroyed, or the onboarding whose consent is doubted is disconnected.
             * @enum {string}
             */
            decision: "accept" | "reject";
            /**
             * @description Why; kept in the audit.
             * @example The merchant has closed the shop.
             */
            reason: string;
            /**
             * @description A ticket for exactly this, from POST /v1/tickets.
             * @example tkt_9vJc2mWqY0s7hQb4xTnL1pZrK8dFgU3eA6iOwHkSjVY
             */
            ticket: string;
        };
        /** @description The policy applied to one authorization. */
        Plan: {
            /**
             * Format: date-time
             * @description When Amazon ends the authorization unless it is renewed.
             * @example 2027-03-01T10:00:00.000Z
             */
            expiresAt: string;
            /**
             * @description Of the authorization that it was made for.
             * @example 2
             */
            generation: number;
            /**
             * @description Of the policy by which it was made.
             * @example 3
             */
            policyVersion: number;
            /** @description In the order of time. */
            steps: components["schemas"]["PlannedStep"][];
            /**
             * @description The seller contact's, by whose clock the hours are counted.
             * @example America/New_York
             */
            timeZone: string;
        };
        /** @description One dated step. */
        PlannedStep: {
            /**
             * Format: date-time
             * @description When it is due.
             * @example 2027-03-01T10:00:00.000Z
             */
            at: string;
            /**
             * @description Days before the expiry, negative after it; null for the confirmation.
             * @example 30
             */
            daysBefore: number | null;
            /**
             * @description Names the step within the plan.
             * @example T-30
             */
            key: string;
            /**
             * @description connected: the confirmation. notice: an event alone. reminder: mail and event. escalation: an alert to the operators. expired: a mail after the expiry.
             * @example reminder
             * @enum {string}
             */
            kind: "connected" | "notice" | "reminder" | "escalation" | "expired";
            /**
             * @description In plain words.
             * @example Reminder 1 of 6: 30 days before expiry
             */
            label: string;
            /**
             * @description What became of it; null while it is to come. undelivered: it is sent again with another contact. overtaken: a later step was due as well. frozen: an incident held it until a later step was due.
             * @example done
             */
            mark: ("done" | "undelivered" | "skipped" | "renewed" | "snoozed" | "overtaken" | "frozen" | "opted_out" | "muted") | null;
            markedAt: string | null;
            /**
             * @description Why it is on another day than the policy says, or what kept it from being done; null: nothing of that.
             * @example Its own day is on a weekend: moved to the Friday before.
             */
            why: string | null;
        };
        /** @description Lifetimes, reminders and deadlines. */
        Policy: {
            /**
             * @description For how long a consent is kept that cannot be put in force.
             * @example 14
             */
            candidateDays: number;
            /** @description How long a first consent is waited for. */
            consent: {
                /**
                 * @description Days after which an invitation lapses.
                 * @example 30
                 */
                lapseDays: number;
                /**
                 * @description Days after the invitation on which the seller is asked again.
                 * @example [
                 *       7,
                 *       21
                 *     ]
                 */
                nudgeDays: number[];
            };
            /**
             * @description Length of a policy day in milliseconds: a day, but for the simulator.
             * @example 86400000
             */
            dayMs: number;
            /**
             * @description Within how many days a disconnect can be undone.
             * @example 7
             */
            disconnectDays: number;
            /** @description Days before the expiry on which operators are alerted. */
            escalation: {
                /**
                 * @description Nobody has pressed Connect since the first reminder.
                 * @example 7
                 */
                withoutClickDaysBefore: number;
                /**
                 * @description It is not renewed.
                 * @example 1
                 */
                withoutRenewalDaysBefore: number;
            };
            /**
             * @description Life of an authorization, from its consent on.
             * @example 365
             */
            grantDays: number;
            /**
             * @description Hour at which steps are due, by the contact's clock.
             * @example 10
             */
            mailHour: number;
            /**
             * @description Days before the expiry on which only the backend is told.
             * @example [
             *       60
             *     ]
             */
            noticeDaysBefore: number[];
            /**
             * @description Days after the expiry on which the seller is told how to revive it.
             * @example [
             *       1,
             *       7
             *     ]
             */
            reminderDaysAfter: number[];
            /**
             * @description Days before the expiry on which the seller is reminded.
             * @example [
             *       30,
             *       14,
             *       7,
             *       3,
             *       1,
             *       0
             *     ]
             */
            reminderDaysBefore: number[];
            /**
             * @description Days after a revocation was found on which the seller is told.
             * @example [
             *       0,
             *       7
             *     ]
             */
            revokedDays: number[];
            /**
             * Format: date-time
             * @description Since when this version is the newest.
             * @example 2027-03-01T10:00:00.000Z
             */
            since: string;
            /** @description What silencing the reminders does. */
            snooze: {
                /**
                 * @description For how long a seller silences the reminders.
                 * @example 7
                 */
                days: number;
                /**
                 * @description Reminders of this day and later ones are sent all the same.
                 * @example 3
                 */
                notAfterDaysBefore: number;
            };
            toldAt: string | null;
            /**
             * @description Counts the contents that the policy has had.
             * @example 3
             */
            version: number;
        };
        /** @description Problem details (RFC 9457). */
        Problem: {
            /** @description What is wrong here, and what to do. */
            detail: string;
            /** @description Every field that is wrong. */
            errors: components["schemas"]["FieldProblem"][];
            /**
             * @description This one occurrence; the log knows it by the same id.
             * @example urn:uuid:0b7a4c52-6c1e-4b0a-9a57-7c6f1a0f6d11
             */
            instance: string;
            /**
             * @description The HTTP status once more.
             * @example 404
             */
            status: number;
            /** @description The kind of problem in words. */
            title: string;
            /**
             * @description Stable URI of the kind of problem.
             * @example urn:evergrant:problem:not_found
             */
            type: string;
        };
        /** @description An address that waits for its confirmation. */
        ProposedContact: {
            /**
             * @description Mail address.
             * @example owner@acme.shop
             */
            email: string;
            /**
             * @description Language of mails and pages.
             * @example en
             * @enum {string}
             */
            language: "en";
            /**
             * Format: date-time
             * @description When the proposal dies unless it is confirmed by the mailed link: 7 days after it was made.
             * @example 2027-03-01T10:00:00.000Z
             */
            proposedUntil: string;
            /**
             * @description seller: consent and renewal mails; merchant: key, connection and store mails; technical: a copy of the latter.
             * @enum {string}
             */
            role: "merchant" | "seller" | "technical";
            /**
             * @description IANA time zone by whose clock mails are sent.
             * @example America/New_York
             */
            timeZone: string;
            unreachableSince: string | null;
        };
        /** @description The reason is all that stays in words: it should name nobody. */
        Purge: {
            /**
             * @description Why; kept in the audit.
             * @example The merchant has closed the shop.
             */
            reason: string;
            /**
             * @description A ticket for exactly this, from POST /v1/tickets.
             * @example tkt_9vJc2mWqY0s7hQb4xTnL1pZrK8dFgU3eA6iOwHkSjVY
             */
            ticket: string;
        };
        /** @description What was known of the merchant and the seller is gone. */
        Purged: {
            /**
             * @description Chosen by the calling backend; names one onboarding for ever.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it was erased.
             * @example 2027-03-01T10:00:00.000Z
             */
            purgedAt: string;
        };
        /** @description What is proved. It names nobody, and stays as it is. */
        ReceiptEvidence: {
            /**
             * @description Our application at Amazon.
             * @example amzn1.sp.solution.0f1e2d3c
             */
            applicationId: string | null;
            browserHash: string | null;
            /**
             * Format: date-time
             * @description When the seller consented.
             * @example 2027-03-01T10:00:00.000Z
             */
            consentedAt: string;
            /**
             * @description Id of the consent.
             * @example cst_0aB1cD2eF3gH4iJ5kL6m
             */
            consentId: string;
            /** @description How the seller came: by a link of ours, or from Seller Central. Null for a grant that was adopted. */
            door: ("link" | "seller_central") | null;
            expiresAt: string | null;
            /** @description Counts the consents in force: 1 for the first, one more with each renewal. */
            generation: number;
            /**
             * Format: date-time
             * @description When the grant was verified and put in force.
             * @example 2027-03-01T10:00:00.000Z
             */
            inForceAt: string;
            /**
             * @description The calling backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description Chosen by the calling backend; names one onboarding for ever.
             * @example acme
             */
            onboardingId: string;
            /**
             * @description SHA-256 of the canonical JSON of `person`, which is salted.
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            personHash: string;
            previousHash: string | null;
            /**
             * @description Amazon region: na (US, CA, MX) or eu (UK).
             * @example na
             * @enum {string}
             */
            region: "na" | "eu";
            /**
             * @description How the seller is known: claimed, expected or confirmed.
             * @example claimed
             */
            sellerIdProof: string;
            startedAt: string | null;
            stateHash: string | null;
            stores: {
                /**
                 * @description Amazon's id.
                 * @example ATVPDKIKX0DER
                 */
                marketplaceId: string;
                /**
                 * @description The country of the store in lower case.
                 * @example us
                 * @enum {string}
                 */
                storeId: "us" | "ca" | "mx" | "uk";
            }[];
        };
        /** @description Who consented, and for what. */
        ReceiptPerson: {
            /**
             * @description Verified host of the Commerce instance.
             * @example acme.shop
             */
            commerceHost: string | null;
            /**
             * @description Of the contact whose link was used; null if it was made for nobody.
             * @example o@acme.shop
             */
            email: string | null;
            /**
             * @description Makes the hash unguessable.
             * @example m1Zc5sQ0v9X2b7nK4tLw3A
             */
            salt: string;
            /**
             * @description Amazon seller id.
             * @example A2EXAMPLE1234
             */
            sellerId: string;
            stores: {
                /**
                 * @description Name of the store then.
                 * @example Acme
                 */
                name: string;
                /**
                 * @description The country of the store in lower case.
                 * @example us
                 * @enum {string}
                 */
                storeId: "us" | "ca" | "mx" | "uk";
                /**
                 * @description Commerce website.
                 * @example base
                 */
                websiteCode: string;
            }[];
        };
        /** @description The store is gone; its country can be added again. */
        RemovedStore: {
            /**
             * @description Chosen by the calling backend; names one onboarding for ever.
             * @example acme
             */
            onboardingId: string;
            /** @constant */
            removed: true;
            /**
             * @description The country of the store in lower case.
             * @example us
             * @enum {string}
             */
            storeId: "us" | "ca" | "mx" | "uk";
        };
        /**
         * @description Either eventId, or from and if need be to.
         * @example {
         *       "from": "2027-03-01T00:00:00Z",
         *       "to": "2027-03-02T00:00:00Z"
         *     }
         */
        Replay: {
            /**
             * @description One event, whatever its type.
             * @example evt_0aB1
             */
            eventId?: string;
            /**
             * Format: date-time
             * @description All that happened from this instant on, as far as the filters let it through.
             * @example 2027-03-01T00:00:00Z
             */
            from?: string;
            /**
             * Format: date-time
             * @description Up to this instant; left out: up to now.
             * @example 2027-03-01T00:00:00Z
             */
            to?: string;
        };
        /** @description Written down; they are delivered at once. */
        Replayed: {
            /**
             * @description How many events are delivered once more.
             * @example 12
             */
            deliveries: number;
        };
        /** @description Something missing. */
        Requirement: {
            /**
             * @description Stable, for programs.
             * @example renewal_due
             * @enum {string}
             */
            code: "api_key_missing" | "api_key_invalid" | "private_key_unusable" | "api_key_unverifiable" | "commerce_connection_missing" | "commerce_credentials_rejected" | "commerce_bearer_disabled" | "commerce_ims_credentials_rejected" | "commerce_permission_missing" | "commerce_api_not_found" | "commerce_address_refused" | "commerce_unreachable" | "store_missing" | "website_unknown" | "website_without_store_view" | "marketplace_taken" | "attribute_unknown" | "attribute_not_created" | "attribute_not_mappable" | "attribute_without_label" | "attribute_excluded" | "consent_needed" | "consent_lapsed" | "amazon_unavailable" | "app_misconfigured" | "amazon_access_refused" | "consent_void" | "marketplace_not_participating" | "marketplace_connected_elsewhere" | "authorization_refused" | "seller_already_connected" | "seller_claim_conflict" | "owner_mismatch" | "consent_disputed" | "contact_unreachable" | "renewal_due" | "authorization_revoked" | "consent_not_asked" | "authorization_expired";
            deadline: string | null;
            /**
             * @description JSON Pointer into this onboarding (as in the body of its start) to the cause; empty for the whole.
             * @example
             */
            pointer: string;
            /**
             * @description What to do about it.
             * @example Nothing but to consent again at the link in the mail, in the Amazon account that is connected.
             */
            remedy: string;
            /**
             * @description What is missing, in plain words.
             * @example The yearly renewal of the authorization is due. Everything still works.
             */
            sentence: string;
            /**
             * Format: date-time
             * @description When it arose.
             * @example 2027-03-01T10:00:00.000Z
             */
            since: string;
            waitingOn: components["schemas"]["WaitingOn"];
        };
        /** @description Somebody came from Seller Central whose Amazon account is not connected here. */
        SellerUnknownEvent: {
            data: {
                /**
                 * @description Amazon seller id, as the address claimed it: anybody can write that address.
                 * @example A2EXAMPLE1234
                 */
                sellerId: string;
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /** @description This event is about no onboarding. */
            merchantId: null;
            /** @description This event is about no onboarding. */
            onboardingId: null;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "seller.unknown";
        };
        /** @description For how long the seller is left alone, and why. */
        SnoozeRequest: {
            /**
             * @description Why; kept in the audit.
             * @example The merchant has closed the shop.
             */
            reason: string;
            /**
             * Format: date-time
             * @description Until when no reminder is mailed; at most 90 days from now.
             * @example 2027-03-01T00:00:00Z
             */
            until: string;
        };
        /**
         * @description Where the onboarding stands.
         * @example expiring
         * @enum {string}
         */
        Stage: "validating_key" | "awaiting_key" | "creating_store" | "awaiting_correction" | "awaiting_consent" | "consent_lapsed" | "verifying_grant" | "connected" | "expiring" | "expired" | "revoked" | "disconnected";
        /** @description One Amazon seller account in one region for one merchant. */
        StartOnboarding: {
            apiKey?: components["schemas"]["CommerceApiKey"] | null;
            commerceConnection?: components["schemas"]["CommerceConnection"] | null;
            /** @default [] */
            contacts?: components["schemas"]["Contact"][];
            expectedSellerId?: string | null;
            /**
             * @description Language of mails and pages.
             * @default en
             * @example en
             * @enum {string}
             */
            language?: "en";
            /**
             * @description The calling backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The backend's own notes; kept and given back. No secrets and no personal data.
             * @default {}
             */
            metadata?: {
                [key: string]: string;
            };
            /**
             * @description Amazon region: na (US, CA, MX) or eu (UK).
             * @example na
             * @enum {string}
             */
            region: "na" | "eu";
            returnUrl?: string | null;
            stores?: components["schemas"]["NewStore"][];
        };
        /** @description One marketplace country bound to one Commerce website. */
        Store: {
            /**
             * @description Marketplace country.
             * @example US
             * @enum {string}
             */
            country: "US" | "CA" | "MX" | "UK";
            /**
             * @description Given with the store. Mails go to the contacts of the onboarding, not here.
             * @example owner@acme.shop
             */
            email: string;
            mapping: {
                /** @enum {string} */
                amazonIdType: "asin" | "ean" | "gcid" | "isbn" | "upc" | "general";
                /**
                 * @description Commerce product attribute.
                 * @example amazon_asin
                 */
                attributeCode: string;
                createAttributeIfMissing: boolean;
            };
            /**
             * @description Amazon's id of the marketplace.
             * @example ATVPDKIKX0DER
             */
            marketplaceId: string;
            /**
             * @description Name of the store.
             * @example Acme Outdoor US
             */
            name: string;
            /** @description Where orders are imported to in Commerce; null until the store is ready. */
            orderImport: {
                storeGroupId: number;
                /** @example default */
                storeViewCode: string;
                storeViewId: number;
            } | null;
            /** @description Whether the authorization in force serves this store; null without one, and until Amazon was asked about an added store. */
            participates: boolean | null;
            /** @description Whether the store was created against the Commerce instance. */
            ready: boolean;
            /** @description Counts the corrections, and goes on if the country is removed and added again. */
            revision: number;
            /**
             * @description The country of the store in lower case.
             * @example us
             * @enum {string}
             */
            storeId: "us" | "ca" | "mx" | "uk";
            /** @description What is allowed but unwise. */
            warnings: {
                /**
                 * @description Stable, for programs.
                 * @example attribute_unique
                 */
                code: string;
                /**
                 * @description What is unwise, in plain words.
                 * @example The mapped attribute must be unique: two products with the same Amazon id cannot be saved.
                 */
                sentence: string;
            }[];
            /**
             * @description Commerce website.
             * @example base
             */
            websiteCode: string;
        };
        /** @description The fields to be corrected. The country of a store never changes. */
        StoreCorrection: {
            /**
             * @description One mail address.
             * @example owner@acme.shop
             */
            email?: string;
            mapping?: components["schemas"]["Mapping"];
            /**
             * @description Name of the store, as mails and pages show it.
             * @example Acme Outdoor US
             */
            name?: string;
            /**
             * @description Code of the Commerce website whose products are sold.
             * @example base
             */
            websiteCode?: string;
        };
        /** @description A store was created against the Commerce instance. */
        StoreCreatedEvent: {
            data: {
                /**
                 * @description Marketplace country.
                 * @example US
                 * @enum {string}
                 */
                country: "US" | "CA" | "MX" | "UK";
                /**
                 * @description The mapped product attribute, if it was made in Commerce for this store; null otherwise.
                 * @example amazon_asin
                 */
                createdAttribute: string | null;
                /** @description Whether the authorization in force serves this store; null while that is not known. */
                participates: boolean | null;
                /**
                 * @description The country of the store in lower case.
                 * @example us
                 * @enum {string}
                 */
                storeId: "us" | "ca" | "mx" | "uk";
                /**
                 * @description Commerce website.
                 * @example base
                 */
                websiteCode: string;
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The onboarding that it is about.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "store.created";
        };
        /** @description A store was removed. */
        StoreRemovedEvent: {
            data: {
                /**
                 * @description Marketplace country.
                 * @example US
                 * @enum {string}
                 */
                country: "US" | "CA" | "MX" | "UK";
                /**
                 * @description The mapped product attribute, if it was made in Commerce for this store; null otherwise.
                 * @example amazon_asin
                 */
                createdAttribute: string | null;
                /** @description Whether the authorization in force serves this store; null while that is not known. */
                participates: boolean | null;
                /**
                 * @description The country of the store in lower case.
                 * @example us
                 * @enum {string}
                 */
                storeId: "us" | "ca" | "mx" | "uk";
                /**
                 * @description Commerce website.
                 * @example base
                 */
                websiteCode: string;
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The onboarding that it is about.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "store.removed";
        };
        /** @description A store that had been created was renamed or corrected, or the authorization was found (not) to serve it. */
        StoreUpdatedEvent: {
            data: {
                /**
                 * @description Marketplace country.
                 * @example US
                 * @enum {string}
                 */
                country: "US" | "CA" | "MX" | "UK";
                /**
                 * @description The mapped product attribute, if it was made in Commerce for this store; null otherwise.
                 * @example amazon_asin
                 */
                createdAttribute: string | null;
                /** @description Whether the authorization in force serves this store; null while that is not known. */
                participates: boolean | null;
                /**
                 * @description The country of the store in lower case.
                 * @example us
                 * @enum {string}
                 */
                storeId: "us" | "ca" | "mx" | "uk";
                /**
                 * @description Commerce website.
                 * @example base
                 */
                websiteCode: string;
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /**
             * @description The backend's own id of its customer.
             * @example merchant-4711
             */
            merchantId: string;
            /**
             * @description The onboarding that it is about.
             * @example acme
             */
            onboardingId: string;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "store.updated";
        };
        /** @description A test event was raised; the log tells how it arrived. */
        TestedWebhook: {
            /**
             * @description Where to find it in the log.
             * @example dlv_0aB1
             */
            deliveryId: string;
            /**
             * @description Id of the test event.
             * @example evt_0aB1
             */
            eventId: string;
        };
        /** @description Permits one thing, once, for ten minutes. */
        Ticket: {
            /**
             * @description owner_change: decide whose account an onboarding belongs to. purge: erase an onboarding. adoption: take over grants that there are already.
             * @example purge
             * @enum {string}
             */
            action: "owner_change" | "purge" | "adoption";
            /**
             * Format: date-time
             * @description When it dies, used or not.
             * @example 2027-03-01T10:00:00.000Z
             */
            expiresAt: string;
            onboardingId: string | null;
            /**
             * @description Send it with the call that it permits. Shown this once; null in a replay.
             * @example tkt_9vJc2mWqY0s7hQb4xTnL1pZrK8dFgU3eA6iOwHkSjVY
             */
            ticket: string | null;
        };
        /** @description Who held the ball, and how long. */
        TimelineEntry: {
            /**
             * @description How long, so far for the running entry.
             * @example 86400
             */
            durationSeconds: number;
            /**
             * Format: date-time
             * @description Since when.
             * @example 2027-03-01T10:00:00.000Z
             */
            from: string;
            holder: components["schemas"]["WaitingOn"];
            stage: components["schemas"]["Stage"];
            until: string | null;
        };
        /** @description Why an operator steps in; kept in the audit. */
        VerbRequest: {
            /**
             * @description Why; kept in the audit.
             * @example The merchant has closed the shop.
             */
            reason: string;
        };
        /**
         * @description Who holds the ball.
         * @example seller
         * @enum {string}
         */
        WaitingOn: "seller" | "merchant" | "operator" | "amazon" | "commerce" | "us" | "nobody";
        /** @description An address that events are sent to. */
        WebhookEndpoint: {
            /**
             * Format: date-time
             * @description When it was registered.
             * @example 2027-03-01T10:00:00.000Z
             */
            createdAt: string;
            /**
             * @description For people.
             * @example Shop backend, production
             */
            description: string;
            /** @description Null while it is served. */
            disabled: {
                /**
                 * Format: date-time
                 * @description Since when nothing is delivered.
                 * @example 2027-03-01T10:00:00.000Z
                 */
                at: string;
                /**
                 * @description gone: it answered 410. failing: it took nothing for five days. operator: somebody disabled it by this API.
                 * @enum {string}
                 */
                reason: "gone" | "failing" | "operator";
            } | null;
            /**
             * @description Id of the endpoint.
             * @example whe_0aB1cD2eF3gH4iJ5kL6m
             */
            endpointId: string;
            /** @description The types that are delivered; null for all, also for those that are added one day. */
            eventTypes: ("onboarding.started" | "onboarding.waiting" | "onboarding.connected" | "onboarding.consent_lapsed" | "onboarding.disconnected" | "store.created" | "store.updated" | "store.removed" | "authorization.granted" | "authorization.expiring" | "authorization.expired" | "authorization.renewed" | "authorization.recovered" | "authorization.revoked" | "authorization.mismatch" | "api_key.invalid" | "api_key.valid" | "contact.unreachable" | "contact.opted_out" | "contact.opted_in" | "seller.unknown" | "incident.opened" | "incident.closed" | "app_secret.expiring" | "webhook_endpoint.disabled" | "webhook_endpoint.test")[] | null;
            failingSince: string | null;
            /**
             * @description The merchants whose events are delivered; null for all, and for those that are about no merchant.
             * @example [
             *       "merchant-4711"
             *     ]
             */
            merchantIds: string[] | null;
            /** @description The secrets that sign now, newest first. Values are not shown. */
            secrets: {
                /**
                 * Format: date-time
                 * @description When it was made.
                 * @example 2027-03-01T10:00:00.000Z
                 */
                createdAt: string;
                expiresAt: string | null;
                /**
                 * @description Id of the secret; not its value.
                 * @example whs_0aB1cD2eF3gH4iJ5kL6m
                 */
                secretId: string;
            }[];
            /**
             * @description Where events are sent.
             * @example https://backend.acme.example/evergrant
             */
            url: string;
        };
        /** @description What is to be different; the rest stays. */
        WebhookEndpointChange: {
            /**
             * @description For people.
             * @example Shop backend, production
             */
            description?: string;
            /** @description true: deliver again, also after it was disabled by its failures. What happened meanwhile is replayed by a call of its own. false: deliver nothing more; what was still to be delivered is abandoned. */
            enabled?: boolean;
            /** @description The types that are delivered; null for all, also for those that are added one day. */
            eventTypes?: ("onboarding.started" | "onboarding.waiting" | "onboarding.connected" | "onboarding.consent_lapsed" | "onboarding.disconnected" | "store.created" | "store.updated" | "store.removed" | "authorization.granted" | "authorization.expiring" | "authorization.expired" | "authorization.renewed" | "authorization.recovered" | "authorization.revoked" | "authorization.mismatch" | "api_key.invalid" | "api_key.valid" | "contact.unreachable" | "contact.opted_out" | "contact.opted_in" | "seller.unknown" | "incident.opened" | "incident.closed" | "app_secret.expiring" | "webhook_endpoint.disabled" | "webhook_endpoint.test")[] | null;
            /**
             * @description The merchants whose events are delivered; null for all, and for those that are about no merchant.
             * @example [
             *       "merchant-4711"
             *     ]
             */
            merchantIds?: string[] | null;
            /**
             * Format: uri
             * @description Where events are sent: https and a public host. It is called as it is, redirects are not followed.
             * @example https://backend.acme.example/evergrant
             */
            url?: string;
        };
        /** @description A webhook endpoint is called no more: it answered 410, or failed for five days. */
        WebhookEndpointDisabledEvent: {
            data: {
                /**
                 * @description Id of the webhook endpoint.
                 * @example whe_5Zk3
                 */
                endpointId: string;
                /** @enum {string} */
                reason: "gone" | "failing";
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /** @description This event is about no onboarding. */
            merchantId: null;
            /** @description This event is about no onboarding. */
            onboardingId: null;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "webhook_endpoint.disabled";
        };
        /** @description All endpoints, oldest first; there are twenty at most. */
        WebhookEndpointList: {
            items: components["schemas"]["WebhookEndpoint"][];
        };
        /** @description Somebody wanted to see whether events arrive at this endpoint. */
        WebhookEndpointTestEvent: {
            data: {
                /**
                 * @description Id of the webhook endpoint.
                 * @example whe_5Zk3
                 */
                endpointId: string;
            };
            /**
             * @description The same at every delivery: whoever has seen it before can forget it. Also sent as webhook-id.
             * @example evt_0aB1
             */
            id: string;
            /** @description This event is about no onboarding. */
            merchantId: null;
            /** @description This event is about no onboarding. */
            onboardingId: null;
            /**
             * Format: date-time
             * @description When it happened.
             * @example 2027-03-01T10:00:00.000Z
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "webhook_endpoint.test";
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type AcceptedRevision = components['schemas']['AcceptedRevision'];
export type AcceptedVerb = components['schemas']['AcceptedVerb'];
export type AccessToken = components['schemas']['AccessToken'];
export type Adoption = components['schemas']['Adoption'];
export type AdoptionReport = components['schemas']['AdoptionReport'];
export type AdoptionResult = components['schemas']['AdoptionResult'];
export type AdoptionRow = components['schemas']['AdoptionRow'];
export type ApiKey = components['schemas']['ApiKey'];
export type ApiKeyInvalidEvent = components['schemas']['ApiKeyInvalidEvent'];
export type ApiKeyPage = components['schemas']['ApiKeyPage'];
export type ApiKeyValidEvent = components['schemas']['ApiKeyValidEvent'];
export type AppSecretExpiringEvent = components['schemas']['AppSecretExpiringEvent'];
export type AuditEntry = components['schemas']['AuditEntry'];
export type AuditPage = components['schemas']['AuditPage'];
export type Authorization = components['schemas']['Authorization'];
export type AuthorizationCapacity = components['schemas']['AuthorizationCapacity'];
export type AuthorizationExpiredEvent = components['schemas']['AuthorizationExpiredEvent'];
export type AuthorizationExpiringEvent = components['schemas']['AuthorizationExpiringEvent'];
export type AuthorizationForecast = components['schemas']['AuthorizationForecast'];
export type AuthorizationGrantedEvent = components['schemas']['AuthorizationGrantedEvent'];
export type AuthorizationMismatchEvent = components['schemas']['AuthorizationMismatchEvent'];
export type AuthorizationRecoveredEvent = components['schemas']['AuthorizationRecoveredEvent'];
export type AuthorizationRenewedEvent = components['schemas']['AuthorizationRenewedEvent'];
export type AuthorizationRevokedEvent = components['schemas']['AuthorizationRevokedEvent'];
export type Campaign = components['schemas']['Campaign'];
export type CampaignPage = components['schemas']['CampaignPage'];
export type ChecklistConfirmation = components['schemas']['ChecklistConfirmation'];
export type ChecklistItem = components['schemas']['ChecklistItem'];
export type ChecklistSource = components['schemas']['ChecklistSource'];
export type CommerceApiKey = components['schemas']['CommerceApiKey'];
export type CommerceConnection = components['schemas']['CommerceConnection'];
export type CommerceOptions = components['schemas']['CommerceOptions'];
export type ConsentReceipt = components['schemas']['ConsentReceipt'];
export type ConsentReceipts = components['schemas']['ConsentReceipts'];
export type Contact = components['schemas']['Contact'];
export type ContactInForce = components['schemas']['ContactInForce'];
export type ContactOptedInEvent = components['schemas']['ContactOptedInEvent'];
export type ContactOptedOutEvent = components['schemas']['ContactOptedOutEvent'];
export type ContactSet = components['schemas']['ContactSet'];
export type ContactUnreachableEvent = components['schemas']['ContactUnreachableEvent'];
export type CreatedApiKey = components['schemas']['CreatedApiKey'];
export type CreatedWebhookEndpoint = components['schemas']['CreatedWebhookEndpoint'];
export type CreatedWebhookSecret = components['schemas']['CreatedWebhookSecret'];
export type Delivery = components['schemas']['Delivery'];
export type DeliveryPage = components['schemas']['DeliveryPage'];
export type Disconnect = components['schemas']['Disconnect'];
export type EventPage = components['schemas']['EventPage'];
export type FieldProblem = components['schemas']['FieldProblem'];
export type ForecastWeek = components['schemas']['ForecastWeek'];
export type Health = components['schemas']['Health'];
export type ImsConnection = components['schemas']['ImsConnection'];
export type Incident = components['schemas']['Incident'];
export type IncidentClosedEvent = components['schemas']['IncidentClosedEvent'];
export type IncidentOpenedEvent = components['schemas']['IncidentOpenedEvent'];
export type IncidentPage = components['schemas']['IncidentPage'];
export type IntegrationConnection = components['schemas']['IntegrationConnection'];
export type Ledger = components['schemas']['Ledger'];
export type Link = components['schemas']['Link'];
export type Mapping = components['schemas']['Mapping'];
export type NewApiKey = components['schemas']['NewApiKey'];
export type NewCampaign = components['schemas']['NewCampaign'];
export type NewContactSet = components['schemas']['NewContactSet'];
export type NewLink = components['schemas']['NewLink'];
export type NewStore = components['schemas']['NewStore'];
export type NewTicket = components['schemas']['NewTicket'];
export type NewWebhookEndpoint = components['schemas']['NewWebhookEndpoint'];
export type NewWebhookSecret = components['schemas']['NewWebhookSecret'];
export type OnboardingConnectedEvent = components['schemas']['OnboardingConnectedEvent'];
export type OnboardingConsentLapsedEvent = components['schemas']['OnboardingConsentLapsedEvent'];
export type OnboardingDisconnectedEvent = components['schemas']['OnboardingDisconnectedEvent'];
export type OnboardingPage = components['schemas']['OnboardingPage'];
export type OnboardingPlan = components['schemas']['OnboardingPlan'];
export type OnboardingStartedEvent = components['schemas']['OnboardingStartedEvent'];
export type OnboardingStatus = components['schemas']['OnboardingStatus'];
export type OnboardingSummary = components['schemas']['OnboardingSummary'];
export type OnboardingWaitingEvent = components['schemas']['OnboardingWaitingEvent'];
export type OwnerChange = components['schemas']['OwnerChange'];
export type Plan = components['schemas']['Plan'];
export type PlannedStep = components['schemas']['PlannedStep'];
export type Policy = components['schemas']['Policy'];
export type Problem = components['schemas']['Problem'];
export type ProposedContact = components['schemas']['ProposedContact'];
export type Purge = components['schemas']['Purge'];
export type Purged = components['schemas']['Purged'];
export type ReceiptEvidence = components['schemas']['ReceiptEvidence'];
export type ReceiptPerson = components['schemas']['ReceiptPerson'];
export type RemovedStore = components['schemas']['RemovedStore'];
export type Replay = components['schemas']['Replay'];
export type Replayed = components['schemas']['Replayed'];
export type Requirement = components['schemas']['Requirement'];
export type SellerUnknownEvent = components['schemas']['SellerUnknownEvent'];
export type SnoozeRequest = components['schemas']['SnoozeRequest'];
export type Stage = components['schemas']['Stage'];
export type StartOnboarding = components['schemas']['StartOnboarding'];
export type Store = components['schemas']['Store'];
export type StoreCorrection = components['schemas']['StoreCorrection'];
export type StoreCreatedEvent = components['schemas']['StoreCreatedEvent'];
export type StoreRemovedEvent = components['schemas']['StoreRemovedEvent'];
export type StoreUpdatedEvent = components['schemas']['StoreUpdatedEvent'];
export type TestedWebhook = components['schemas']['TestedWebhook'];
export type Ticket = components['schemas']['Ticket'];
export type TimelineEntry = components['schemas']['TimelineEntry'];
export type VerbRequest = components['schemas']['VerbRequest'];
export type WaitingOn = components['schemas']['WaitingOn'];
export type WebhookEndpoint = components['schemas']['WebhookEndpoint'];
export type WebhookEndpointChange = components['schemas']['WebhookEndpointChange'];
export type WebhookEndpointDisabledEvent = components['schemas']['WebhookEndpointDisabledEvent'];
export type WebhookEndpointList = components['schemas']['WebhookEndpointList'];
export type WebhookEndpointTestEvent = components['schemas']['WebhookEndpointTestEvent'];
export interface operations {
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    adopt: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Adoption"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdoptionReport"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description The nextCursor of the page before; opaque. */
                cursor?: string;
                /** @description Largest number of items in the answer. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the key. */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description The nextCursor of the page before; opaque. */
                cursor?: string;
                /** @description Largest number of items in the answer. */
                limit?: number;
                onboardingId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
        };
    };
    getAuditEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the audit entry, as the answer to a verb names it. */
                auditId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEntry"];
                };
            };
        };
    };
    getAuthorizationCapacity: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthorizationCapacity"];
                };
            };
        };
    };
    getAuthorizationForecast: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthorizationForecast"];
                };
            };
        };
    };
    listCampaigns: {
        parameters: {
            query?: {
                /** @description The nextCursor of the page before; opaque. */
                cursor?: string;
                /** @description Largest number of items in the answer. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignPage"];
                };
            };
        };
    };
    startCampaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCampaign"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Campaign"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Campaign"];
                };
            };
        };
    };
    getCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the campaign. */
                campaignId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Campaign"];
                };
            };
        };
    };
    stopCampaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the campaign. */
                campaignId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Campaign"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description The nextCursor of the page before; opaque. */
                cursor?: string;
                /** @description Largest number of items in the answer. */
                limit?: number;
                merchantId?: string;
                onboardingId?: string;
                /** @description Only events of this type. */
                type?: "onboarding.started" | "onboarding.waiting" | "onboarding.connected" | "onboarding.consent_lapsed" | "onboarding.disconnected" | "store.created" | "store.updated" | "store.removed" | "authorization.granted" | "authorization.expiring" | "authorization.expired" | "authorization.renewed" | "authorization.recovered" | "authorization.revoked" | "authorization.mismatch" | "api_key.invalid" | "api_key.valid" | "contact.unreachable" | "contact.opted_out" | "contact.opted_in" | "seller.unknown" | "incident.opened" | "incident.closed" | "app_secret.expiring" | "webhook_endpoint.disabled" | "webhook_endpoint.test";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
        };
    };
    listIncidents: {
        parameters: {
            query?: {
                /** @description The nextCursor of the page before; opaque. */
                cursor?: string;
                /** @description Largest number of items in the answer. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentPage"];
                };
            };
        };
    };
    listOnboardings: {
        parameters: {
            query?: {
                /** @description The nextCursor of the page before; opaque. */
                cursor?: string;
                expiresBefore?: string;
                /** @description Largest number of items in the answer. */
                limit?: number;
                merchantId?: string;
                stage?: components["schemas"]["Stage"];
                waitingOn?: components["schemas"]["WaitingOn"];
                waitingSinceBefore?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OnboardingPage"];
                };
            };
        };
    };
    getOnboarding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OnboardingStatus"];
                };
            };
        };
    };
    startOnboarding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartOnboarding"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OnboardingStatus"];
                };
            };
        };
    };
    getAccessToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessToken"];
                };
            };
        };
    };
    replaceApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommerceApiKey"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedRevision"];
                };
            };
        };
    };
    confirmChecklistItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Stable code of an item of the checklist. */
                item: "commerce_cron" | "website" | "match_attribute" | "currency" | "condition_attribute" | "promo_rule_attributes" | "seller_account" | "selling_plan" | "category_approval" | "return_policy" | "tax_settings" | "vat_settings" | "shipping_settings" | "listings_paused";
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChecklistConfirmation"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChecklistItem"];
                };
            };
        };
    };
    takeBackChecklistItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Stable code of an item of the checklist. */
                item: "commerce_cron" | "website" | "match_attribute" | "currency" | "condition_attribute" | "promo_rule_attributes" | "seller_account" | "selling_plan" | "category_approval" | "return_policy" | "tax_settings" | "vat_settings" | "shipping_settings" | "listings_paused";
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChecklistItem"];
                };
            };
        };
    };
    replaceCommerceConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommerceConnection"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedRevision"];
                };
            };
        };
    };
    getCommerceOptions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommerceOptions"];
                };
            };
        };
    };
    getContacts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactSet"];
                };
            };
        };
    };
    replaceContacts: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is to be changed, as it was read: if it has changed since, the answer is 412. */
                "If-Match"?: string;
            };
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewContactSet"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactSet"];
                };
            };
        };
    };
    disconnectOnboarding: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Disconnect"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedVerb"];
                };
            };
        };
    };
    createLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLink"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Link"];
                };
            };
        };
    };
    decideOwner: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OwnerChange"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedVerb"];
                };
            };
        };
    };
    getPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OnboardingPlan"];
                };
            };
        };
    };
    probeOnboarding: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerbRequest"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedVerb"];
                };
            };
        };
    };
    purgeOnboarding: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Purge"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Purged"];
                };
            };
        };
    };
    listReceipts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentReceipts"];
                };
            };
        };
    };
    refreshOnboarding: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerbRequest"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedVerb"];
                };
            };
        };
    };
    remindOnboarding: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerbRequest"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedVerb"];
                };
            };
        };
    };
    reopenOnboarding: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerbRequest"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedVerb"];
                };
            };
        };
    };
    snoozeOnboarding: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SnoozeRequest"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedVerb"];
                };
            };
        };
    };
    addStore: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewStore"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    getStore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
                /** @description The country of the store in lower case. */
                storeId: "us" | "ca" | "mx" | "uk";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    removeStore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is to be changed, as it was read: if it has changed since, the answer is 412. */
                "If-Match"?: string;
            };
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
                /** @description The country of the store in lower case. */
                storeId: "us" | "ca" | "mx" | "uk";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedStore"];
                };
            };
        };
    };
    correctStore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is to be changed, as it was read: if it has changed since, the answer is 412. */
                "If-Match"?: string;
            };
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
                /** @description The country of the store in lower case. */
                storeId: "us" | "ca" | "mx" | "uk";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StoreCorrection"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    undoDisconnect: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Chosen by the calling backend; names one onboarding for ever. */
                onboardingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerbRequest"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedVerb"];
                };
            };
        };
    };
    getPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
        };
    };
    createTicket: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTicket"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
        };
    };
    listWebhookEndpoints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointList"];
                };
            };
        };
    };
    createWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWebhookEndpoint"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedWebhookEndpoint"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedWebhookEndpoint"];
                };
            };
        };
    };
    getWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the endpoint. */
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
        };
    };
    deleteWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the endpoint. */
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the endpoint. */
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookEndpointChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description The nextCursor of the page before; opaque. */
                cursor?: string;
                /** @description Only those of this event. */
                eventId?: string;
                /** @description Largest number of items in the answer. */
                limit?: number;
                /** @description Only deliveries that stand so. */
                standing?: "pending" | "retrying" | "delivered" | "failed" | "abandoned";
            };
            header?: never;
            path: {
                /** @description Id of the endpoint. */
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryPage"];
                };
            };
        };
    };
    replayEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the endpoint. */
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Replay"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replayed"];
                };
            };
        };
    };
    createWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the endpoint. */
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWebhookSecret"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedWebhookSecret"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedWebhookSecret"];
                };
            };
        };
    };
    testWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made by the caller, best a random UUID, and sent again with the same request until it is answered: the request is then carried out once within 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the endpoint. */
                endpointId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestedWebhook"];
                };
            };
        };
    };
}
