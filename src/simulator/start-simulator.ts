import { once } from 'node:events';
import { chmod, mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '../domain/clock';
import type { Region } from '../domain/marketplaces';
import { defaultApplication, type Application } from './amazon/application';
import { disableAuthorizations, type ConsentGiven } from './amazon/authorizations';
import { startLoginVisit } from './amazon/manage-apps';
import { SELLERS_BURST } from './amazon/rate-limit';
import type { Refusal } from './amazon/refusals';
import { sellerByKey, type Seller } from './amazon/sellers';
import { createCallLog, type CallSummary } from './calls';
import { makeApiKey, makeMerchantKeyPair, seedApiKeys, type MerchantApiKey } from './commerce/api-keys';
import type { Environment } from './commerce/gateway-signature';
import type { Attribute, CommerceInstance } from './commerce/instances';
import { attribute as makeAttribute, makeIntegration, seedInstances } from './commerce/seeds';
import { credentialsOf, describeMerchants, type CommerceCredentials, type Demo } from './demo';
import { createFaults, type Fault, type FaultOrder } from './faults';
import { consentHeadlessly } from './headless';
import { openMailbox, type Mail } from './mailbox';
import { createWatch } from './operations';
import { reset } from './reset';
import { createApp } from './routes';
import { addressesAt, type Addresses, type Simulation } from './simulation';
import { startSmtp } from './smtp';
import { openStateFile, writeDurably, type StateFile } from './state-file';
import { firstState, forgetOld, type SimulatorState } from './state';

export interface SimulatorOptions {
  /** Also the only Host that is answered, together with the port. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly smtpPort: number;
  /** Made if absent, 0700: state, mails, private keys, `demo.json`. */
  readonly dataDir: string;
  readonly clock: Clock;
  /** A policy day in milliseconds. Only the 365 days of a grant scale with it. */
  readonly dayMs: number;
  /** Where the product is; gives the application its redirect and Login URI. */
  readonly productBase?: string;
  readonly application?: Partial<Application>;
  /** Amazon's burst of 15 requests per seller, for those who must ask more often. */
  readonly sellersBurst?: number;
}

/** The running simulator. What its methods change is on disk when they resolve. */
export interface Simulator {
  readonly url: string;
  readonly smtpPort: number;
  readonly addresses: Addresses;
  readonly application: Application;
  /** Also in `demo.json` of the data folder. */
  readonly demo: Demo;

  /** Registers other addresses for the application, as its developer would in the Solution Provider Portal. */
  registerUris(uris: { readonly redirectUris: readonly string[]; readonly loginUri: string }): void;
  addSeller(seller: Seller): Promise<void>;
  /** Consents without a browser; throws `RangeError` for an unknown seller. */
  consent(order: {
    readonly seller: string;
    readonly consentUrl: string;
    readonly region?: Region;
  }): Promise<ConsentGiven | Refusal>;
  /** Presses Re-authorize in Manage Your Apps; the answer is the Login URI to which the browser is sent. */
  reauthorize(seller: string, region: Region): Promise<string>;
  /** Presses Disable authorization; the answer is how many grants died. */
  disable(seller: string, region: Region): Promise<number>;

  addApiKey(instance: string, environment: Environment): Promise<MerchantApiKey>;
  forgetApiKey(key: string): Promise<void>;
  addIntegration(instance: string, name: string, resources: readonly string[]): Promise<CommerceCredentials>;
  /** Revokes the access token of an integration. */
  revokeIntegration(instance: string, name: string): Promise<void>;
  /** Adds an attribute or replaces the one of that code. */
  setAttribute(instance: string, code: string, change?: Partial<Attribute>): Promise<void>;

  orderFault(order: FaultOrder): Promise<Fault>;
  pendingFaults(): readonly Fault[];
  mails(to?: string): readonly Mail[];
  /** The first mail that fits, already here or still to come; throws after `timeoutMs`. */
  waitForMail(fits: (mail: Mail) => boolean, timeoutMs: number): Promise<Mail>;
  /** Every secret given out so far: what a canary test must find nowhere else. */
  issued(): {
    readonly codes: readonly string[];
    readonly refreshTokens: readonly string[];
    readonly accessTokens: readonly string[];
  };
  calls(): CallSummary;
  clearCalls(): void;
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the simulator; it listens when the promise resolves. Throws if a port is taken. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { dataDir, clock, host = '127.0.0.1' } = options;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await chmod(dataDir, 0o700);
  const state = await openStateFile(join(dataDir, 'state.json'), firstState, (value) => forgetOld(value, clock.now()));
  await seedCommerce(dataDir, state);

  const mailbox = await openMailbox(join(dataDir, 'mails'));
  const calls = createCallLog();
  const faults = createFaults(state);
  const server = createServer();
  server.listen(options.port, host);
  await once(server, 'listening');
  const origin = `http://${host}:${(server.address() as AddressInfo).port}`;

  const simulation: Simulation = {
    state,
    clock,
    application: {
      ...defaultApplication(options.productBase ?? 'http://localhost:3000', state.value.clientSecret),
      ...options.application,
    },
    addresses: addressesAt(origin),
    dayMs: options.dayMs,
    sellersBurst: options.sellersBurst ?? SELLERS_BURST,
    calls,
    faults,
    mailbox,
    watch: createWatch(calls, faults, clock),
  };
  server.on('request', createApp(simulation));
  const smtp = await startSmtp({ mailbox, calls, faults, clock }, host, options.smtpPort).catch((error: unknown) => {
    server.close();
    throw error;
  });

  const demo: Demo = {
    addresses: simulation.addresses,
    smtpPort: smtp.port,
    application: simulation.application,
    merchants: await describeMerchants(dataDir, state.value, simulation.addresses),
  };
  await writeDurably(join(dataDir, 'demo.json'), `${JSON.stringify(demo, undefined, 2)}\n`);

  return {
    url: origin,
    smtpPort: smtp.port,
    addresses: simulation.addresses,
    get application() {
      return simulation.application;
    },
    demo,
    ...handleOf(simulation, dataDir),
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await smtp.stop();
      await state.close();
    },
  };
}

async function seedCommerce(dataDir: string, state: StateFile<SimulatorState>): Promise<void> {
  if (state.value.instances.length > 0) return;
  const instances = seedInstances();
  const codes = instances.map(({ code }) => code);
  Object.assign(state.value, { instances, apiKeys: await seedApiKeys(dataDir, codes) });
  await state.commit();
}

type Handle = Omit<Simulator, 'url' | 'smtpPort' | 'addresses' | 'application' | 'demo' | 'stop'>;

function handleOf(simulation: Simulation, dataDir: string): Handle {
  const { state, addresses, faults, mailbox, calls } = simulation;
  return {
    registerUris(uris) {
      simulation.application = { ...simulation.application, ...uris };
    },
    async addSeller(seller) {
      state.value.sellers = [...state.value.sellers.filter(({ key }) => key !== seller.key), seller];
      await state.commit();
    },
    consent: async ({ seller, consentUrl, region }) =>
      consentHeadlessly(simulation, findSeller(seller), consentUrl, region),
    reauthorize: async (seller, region) => startLoginVisit(simulation, findSeller(seller), region),
    disable: async (seller, region) => disableAuthorizations(simulation, findSeller(seller).key, region),

    async addApiKey(instance, environment) {
      const { registered, merchant } = await makeApiKey(
        dataDir,
        { instance, environment },
        await makeMerchantKeyPair(),
      );
      state.value.apiKeys.push(registered);
      await state.commit();
      return merchant;
    },
    async forgetApiKey(key) {
      state.value.apiKeys = state.value.apiKeys.filter((registered) => registered.key !== key);
      await state.commit();
    },
    async addIntegration(instanceCode, name, resources) {
      const instance = findInstance(instanceCode);
      instance.integrations.push(makeIntegration(name, instance.integrations.length + 1, resources));
      await state.commit();
      return credentialsOf(instance, name, addresses);
    },
    async revokeIntegration(instanceCode, name) {
      for (const integration of findInstance(instanceCode).integrations) {
        if (integration.name === name) integration.revoked = true;
      }
      await state.commit();
    },
    async setAttribute(instanceCode, code, change) {
      const instance = findInstance(instanceCode);
      const others = instance.attributes.filter((one) => one.attribute_code !== code);
      instance.attributes = [...others, makeAttribute(code, change)];
      await state.commit();
    },

    orderFault: (order) => faults.order(order),
    pendingFaults: () => faults.pending(),
    mails: (to) => mailbox.list(to),
    waitForMail: (fits, timeoutMs) => mailbox.waitFor(fits, timeoutMs),
    issued: () => ({
      codes: Object.keys(state.value.codes),
      refreshTokens: Object.keys(state.value.refreshTokens),
      accessTokens: Object.keys(state.value.accessTokens),
    }),
    calls: () => calls.summary(),
    clearCalls: () => calls.clear(),
    reset: () => reset(simulation),
  };

  function findSeller(key: string): Seller {
    const seller = sellerByKey(state.value.sellers, key);
    if (!seller) throw new RangeError(`No seller is called ${key}`);
    return seller;
  }

  function findInstance(code: string): CommerceInstance {
    const instance = state.value.instances.find((one) => one.code === code);
    if (!instance) throw new RangeError(`No Commerce instance is called ${code}`);
    return instance;
  }
}
