import type { Instant } from '../domain/clock';
import { Secret } from '../domain/secret';
import { recordAudit } from './audit';
import { fromJson, toJson, type Json } from './json-column';
import type { KeyRing } from './key-ring';
import { lockOpenOnboarding } from './onboarding-row';
import { refreshStatus } from './status-view';
import type { Database, Tx } from './transactions';
import { getSecret, putSecret, type VaultPlace } from './vault';

export interface MerchantKeyInput {
  readonly environment: 'production' | 'sandbox';
  readonly apiKey: Secret | null;
  readonly privateKey: Secret | null;
}

/** How a Commerce instance is reached, and by whom. */
export type ConnectionInput = IntegrationInput | ImsInput;

/** An integration of the instance. */
export interface IntegrationInput {
  readonly type: 'integration';
  readonly baseUrl: string;
  readonly accessToken: Secret;
  /** What signs requests beside the token (OAuth 1.0a); null where the merchant gave the token alone. */
  readonly signing: {
    readonly consumerKey: Secret;
    readonly consumerSecret: Secret;
    readonly accessTokenSecret: Secret;
  } | null;
}

/** A credential of Adobe's identity service, by which the SaaS edition is reached. */
export interface ImsInput {
  readonly type: 'ims';
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly organizationId: string;
}

export interface Credentials {
  /** Stores the key pair as a new revision and signals `factsChanged{kind: key}`. Undefined for an unknown or closed id. */
  replaceKey(
    onboardingId: string,
    input: MerchantKeyInput,
    actor: string,
    at: Instant,
  ): Promise<{ readonly revision: number } | undefined>;
  readKey(onboardingId: string): Promise<(MerchantKeyInput & { readonly revision: number }) | undefined>;
  replaceConnection(
    onboardingId: string,
    input: ConnectionInput,
    actor: string,
    at: Instant,
  ): Promise<{ readonly revision: number } | undefined>;
  readConnection(onboardingId: string): Promise<(ConnectionInput & { readonly revision: number }) | undefined>;
}

/** The revision lies in the envelope, so that one read gives a pair of credentials and its own revision. */
interface SealedKey {
  readonly revision: number;
  readonly environment: MerchantKeyInput['environment'];
  readonly apiKey: string | null;
  readonly privateKey: string | null;
}

type SealedConnection = { readonly revision: number } & Revealed<ConnectionInput>;

/** As it was sealed before there were types: always an integration that signs. */
interface UntypedConnection {
  readonly revision: number;
  readonly baseUrl: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly accessToken: string;
  readonly accessTokenSecret: string;
}

/** The same with every secret in the open. */
type Revealed<T> = T extends Secret ? string : T extends object ? { readonly [Name in keyof T]: Revealed<T[Name]> } : T;

export function createCredentials(database: Database, vault: KeyRing): Credentials {
  return {
    replaceKey: (onboardingId, input, actor, at) =>
      database.write(async (tx) => {
        const onboarding = await lockOpenOnboarding(tx, onboardingId);
        if (!onboarding) return undefined;
        const revision = onboarding.key_revision + 1;
        const columns = { key_revision: revision, key_environment: input.environment };
        await tx.db.updateTable('onboardings').set(columns).where('onboarding_id', '=', onboardingId).execute();
        await sealKey(tx, vault, onboardingId, input, revision);
        await replaced(tx, onboardingId, 'key', revision, actor, at);
        await refreshStatus(tx, { ...onboarding, ...columns });
        return { revision };
      }),

    async readKey(onboardingId) {
      const secret = await getSecret(database.db, vault, keyPlace(onboardingId));
      if (!secret) return undefined;
      const { revision, environment, apiKey, privateKey } = fromJson(secret.reveal() as Json<SealedKey>);
      return {
        revision,
        environment,
        apiKey: apiKey === null ? null : new Secret(apiKey),
        privateKey: privateKey === null ? null : new Secret(privateKey),
      };
    },

    replaceConnection: (onboardingId, input, actor, at) =>
      database.write(async (tx) => {
        const onboarding = await lockOpenOnboarding(tx, onboardingId);
        if (!onboarding) return undefined;
        const revision = onboarding.connection_revision + 1;
        const host = hostOf(input.baseUrl);
        const columns = {
          connection_revision: revision,
          connection_type: input.type,
          connection_host: host,
          // Pages name verified hosts only, and nothing is known of another one yet.
          verified_commerce_host: onboarding.verified_commerce_host === host ? host : null,
          commerce_modules: null,
        };
        await tx.db.updateTable('onboardings').set(columns).where('onboarding_id', '=', onboardingId).execute();
        await sealConnection(tx, vault, onboardingId, input, revision);
        await replaced(tx, onboardingId, 'connection', revision, actor, at);
        await refreshStatus(tx, { ...onboarding, ...columns });
        return { revision };
      }),

    async readConnection(onboardingId) {
      const secret = await getSecret(database.db, vault, connectionPlace(onboardingId));
      if (!secret) return undefined;
      const sealed = typed(fromJson(secret.reveal() as Json<SealedConnection | UntypedConnection>));
      if (sealed.type === 'ims') return { ...sealed, clientSecret: new Secret(sealed.clientSecret) };
      return {
        ...sealed,
        accessToken: new Secret(sealed.accessToken),
        signing: sealed.signing && {
          consumerKey: new Secret(sealed.signing.consumerKey),
          consumerSecret: new Secret(sealed.signing.consumerSecret),
          accessTokenSecret: new Secret(sealed.signing.accessTokenSecret),
        },
      };
    },
  };
}

async function replaced(
  tx: Tx,
  onboardingId: string,
  fact: 'key' | 'connection',
  revision: number,
  actor: string,
  at: Instant,
): Promise<void> {
  await recordAudit(tx, { onboardingId, action: `replace_${fact}`, actor, reason: '' }, at);
  await tx.enqueue({ kind: 'factsChanged', onboardingId, fact, ref: onboardingId, revision }, at);
}

export async function sealKey(
  tx: Tx,
  vault: KeyRing,
  onboardingId: string,
  input: MerchantKeyInput,
  revision: number,
): Promise<void> {
  const sealed: SealedKey = {
    revision,
    environment: input.environment,
    apiKey: input.apiKey?.reveal() ?? null,
    privateKey: input.privateKey?.reveal() ?? null,
  };
  await putSecret(tx.db, vault, keyPlace(onboardingId), onboardingId, new Secret(toJson(sealed)));
}

export async function sealConnection(
  tx: Tx,
  vault: KeyRing,
  onboardingId: string,
  input: ConnectionInput,
  revision: number,
): Promise<void> {
  const sealed: SealedConnection = { revision, ...revealed(input) };
  await putSecret(tx.db, vault, connectionPlace(onboardingId), onboardingId, new Secret(toJson(sealed)));
}

function typed(sealed: SealedConnection | UntypedConnection): SealedConnection {
  if ('type' in sealed) return sealed;
  const { revision, baseUrl, accessToken, ...signing } = sealed;
  return { type: 'integration', revision, baseUrl, accessToken, signing };
}

function revealed(input: ConnectionInput): Revealed<ConnectionInput> {
  if (input.type === 'ims') return { ...input, clientSecret: input.clientSecret.reveal() };
  return {
    ...input,
    accessToken: input.accessToken.reveal(),
    signing: input.signing && {
      consumerKey: input.signing.consumerKey.reveal(),
      consumerSecret: input.signing.consumerSecret.reveal(),
      accessTokenSecret: input.signing.accessTokenSecret.reveal(),
    },
  };
}

/** Host of a base URL, with its port where it is not the default one. */
export function hostOf(baseUrl: string): string {
  return new URL(baseUrl).host;
}

function keyPlace(onboardingId: string): VaultPlace {
  return { table: 'onboardings', row: onboardingId, purpose: 'merchant_key' };
}

function connectionPlace(onboardingId: string): VaultPlace {
  return { table: 'onboardings', row: onboardingId, purpose: 'commerce_connection' };
}
