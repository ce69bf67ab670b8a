import { inspect } from 'node:util';
import type { ImsAnswer, ImsTokens } from '../../src/commerce/ims';
import { startCommerce, SAAS_FOLDER, type Answer, type CommerceServer } from './commerce-server';

const CREDENTIALS = {
  type: 'ims',
  clientId: 'client-1',
  clientSecret: 'canary-client-secret',
  organizationId: 'ORG1@AdobeOrg',
} as const;
const NO_TOKEN = { status: 401, body: { error_code: '401013', message: 'Oauth token is not valid' } };
const NO_PERMISSION = {
  status: 401,
  body: {
    message: "The consumer isn't authorized to access %resources.",
    parameters: { resources: 'Magento_Backend::store' },
  },
};

let commerce: CommerceServer;
let issued: number;
afterEach(() => commerce.stop());

/** Gives out canary-token-1, canary-token-2 and so on, each until it is dropped. */
function tokensInTurn(answer?: ImsAnswer): ImsTokens {
  let current: string | undefined;
  issued = 0;
  return {
    tokenOf() {
      current ??= `canary-token-${(issued += 1)}`;
      return Promise.resolve(answer ?? { outcome: 'token', token: current });
    },
    drop: (_credentials, token) => {
      if (token === current) current = undefined;
    },
  };
}

async function websitesAnswering(answers: Answer[], ims = tokensInTurn(), path = `${SAAS_FOLDER}/tenant-1`) {
  commerce = await startCommerce({ '/store/websites': answers }, { credentials: CREDENTIALS, ims, path });
  return commerce.rest.websites();
}

it('a request goes below the tenant, without /rest, and says who sends it for which store', async () => {
  await websitesAnswering([{ body: [] }]);

  const [request] = commerce.server.requests;
  expect(request?.url).toBe(`${SAAS_FOLDER}/tenant-1/V1/store/websites`);
  expect(request?.headers).toMatchObject({
    authorization: 'Bearer canary-token-1',
    'x-api-key': 'client-1',
    'x-gw-ims-org-id': 'ORG1@AdobeOrg',
    store: 'all',
  });
});

it('a token that is refused is dropped, and one new one is tried', async () => {
  expect(await websitesAnswering([NO_TOKEN, { body: [] }])).toEqual({ outcome: 'ok', value: [] });

  const tokens = commerce.server.requests.map(({ headers }) => headers.authorization);
  expect(tokens).toEqual(['Bearer canary-token-1', 'Bearer canary-token-2']);
});

it('a refusal that persists is about the credential, and is not tried a third time', async () => {
  expect(await websitesAnswering([NO_TOKEN])).toMatchObject({ outcome: 'refused', reason: 'bad_ims_credentials' });
  expect(commerce.server.requests).toHaveLength(2);
});

it.each([401, 403])('a %d that names a resource is a missing permission, and the token stays', async (status) => {
  expect(await websitesAnswering([{ ...NO_PERMISSION, status }])).toMatchObject({
    outcome: 'refused',
    reason: 'missing_permission',
    resources: ['Magento_Backend::store'],
  });
  expect([commerce.server.requests.length, issued]).toEqual([1, 1]);
});

it("a 403 of Adobe's gateway is about the credential", async () => {
  const refused = { status: 403, body: { error_code: '403025', message: 'Profile is not valid' } };

  expect(await websitesAnswering([refused])).toMatchObject({ reason: 'bad_ims_credentials' });
});

it('a credential that IMS rejects is not shown to the instance', async () => {
  expect(await websitesAnswering([{ body: [] }], tokensInTurn({ outcome: 'rejected' }))).toMatchObject({
    outcome: 'refused',
    reason: 'bad_ims_credentials',
  });
  expect(commerce.server.requests).toHaveLength(0);
});

it.each<[Answer, object]>([
  [
    { status: 429, headers: { 'retry-after': '12' } },
    { reason: 'rate_limited', retryAfterMs: 12_000 },
  ],
  [{ status: 503 }, { reason: 'server_error' }],
  [{ status: 403, body: '<html>Blocked</html>' }, { reason: 'unexpected_answer' }],
])('%j says nothing about the credential', async (answer, expected) => {
  expect(await websitesAnswering([answer])).toEqual({ outcome: 'unverifiable', ...expected });
});

it('what IMS could not tell is what the instance could not be asked for', async () => {
  const failure = { outcome: 'unverifiable', reason: 'rate_limited', retryAfterMs: 5_000 } as const;

  expect(await websitesAnswering([{ body: [] }], tokensInTurn(failure))).toEqual(failure);
});

it.each(['', '/commerce/acme', `${SAAS_FOLDER}/tenant-1/rest`])(
  'no token is asked for, and none goes out, where no tenant is: %p',
  async (path) => {
    expect(await websitesAnswering([{ body: [] }], tokensInTurn(), path)).toEqual({
      outcome: 'unverifiable',
      reason: 'address_refused',
    });
    expect([commerce.server.requests.length, issued]).toEqual([0, 0]);
  },
);

it('what Commerce says is told without the token and the secret', async () => {
  const said = 'Bad canary-token-1 and canary-token-2 of canary-client-secret.';
  const answer = await websitesAnswering([{ status: 401, body: { message: said } }]);

  expect(answer).toMatchObject({ message: 'Bad canary-token-1 and … of ….' });
  expect(inspect(answer)).not.toContain('canary-client-secret');
});
