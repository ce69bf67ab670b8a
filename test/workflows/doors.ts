import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createAmazonClient } from '../../src/amazon/client';
import { confirmUrl, readConfirmUri } from '../../src/amazon/confirm-uri';
import { consentUrl } from '../../src/amazon/consent-url';
import { marketplaceOfStore } from '../../src/domain/marketplaces';
import { Secret } from '../../src/domain/secret';
import { createPages } from '../../src/pages/pages';
import type { Mail } from '../../src/simulator/mailbox';
import { openBrowser } from '../../src/start/form-browser';
import { consent } from '../../src/start/simulated-seller';
import type { House } from './house';

/** The ways in which a seller comes into a house: over its real pages, to the simulated Amazon and back. */
export interface Doors {
  /** Opens the link of a mail and consents, signed in at Amazon as `seller`. */
  consentByMail(mail: Mail, seller: string): Promise<void>;
  /**
   * Presses Re-authorize in Seller Central, which leads to our Login URI; asks there for a mail, opens its link in the
   * same browser, is sent back to Amazon and consents.
   */
  reauthorize(seller: string, address: string): Promise<void>;
  close(): Promise<void>;
}

const PATIENCE_MS = 20_000;

export async function openDoors({ registry, simulator, clock }: House): Promise<Doors> {
  const pages = express();
  const server = createServer(pages);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const productUrl = `http://localhost:${(server.address() as AddressInfo).port}`;
  const { addresses, application } = simulator;
  const redirectUri = `${productUrl}/amazon/callback`;
  simulator.registerUris({
    redirectUris: [...application.redirectUris, redirectUri],
    loginUri: `${productUrl}/amazon/login`,
  });

  const app = { ...application, clientSecret: new Secret(application.clientSecret), redirectUri };
  const endpoints = {
    lwaTokenUrl: addresses.lwaToken,
    spApiBase: addresses.spApi,
    sellerCentralBase: () => addresses.sellerCentral,
  };
  const amazon = createAmazonClient({ app, endpoints, clock });
  const unexpected = (fields: Readonly<Record<string, unknown>>, message: string) => {
    throw new Error(`${message} ${JSON.stringify(fields)}`);
  };
  pages.use(
    createPages({
      registry,
      amazon: {
        consentUrl: (storeId, state) => consentUrl(app, endpoints, marketplaceOfStore(storeId), state),
        readConfirmUri: (given) => readConfirmUri(app, { moreHosts: [], standIn: addresses.sellerCentral }, given),
        confirmUrl: (visit, state) => confirmUrl(app, visit, state),
        exchangeCode: amazon.exchangeCode,
      },
      publicBaseUrl: productUrl,
      publicName: 'Shop Backend',
      csrfKey: new Secret('a key of the test'),
      clock,
      log: { warn: unexpected, error: unexpected },
    }),
  );

  return {
    consentByMail: (mail, seller) => consent({ productUrl, controlUrl: addresses.control, seller }, linkIn(mail)),
    async reauthorize(seller, address) {
      const before = simulator.mails(address).length;
      const browser = openBrowser();
      await browser.open(await simulator.reauthorize(seller, 'na'));
      await browser.press();
      await simulator.waitForMail(() => simulator.mails(address).length > before, PATIENCE_MS);
      const link = linkIn(simulator.mails(address).at(-1)!);
      await consent({ productUrl, controlUrl: addresses.control, seller, browser }, link);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await amazon.close();
    },
  };
}

/** Path of the first link in a mail. */
function linkIn({ subject, text }: Mail): string {
  const path = /\/c\/[^\s>)]+/.exec(text)?.[0];
  if (path === undefined) throw new Error(`The mail "${subject}" has no link`);
  return path;
}
