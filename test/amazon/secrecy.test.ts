import { inspect } from 'node:util';
import { Secret } from '../../src/domain/secret';
import {
  app,
  CANARIES,
  hangUp,
  json,
  startAmazon,
  staySilent,
  TOKENS,
  type AmazonServer,
  type Reply,
} from './amazon-server';

let amazon: AmazonServer;
beforeEach(async () => {
  amazon = await startAmazon();
});
afterEach(() => amazon.close());

/** Everything that a logger or a failure converter might print of a value. */
function printed(value: unknown): string {
  const error = value as Error;
  return [inspect(value, { showHidden: true, depth: 20 }), JSON.stringify(value), String(value), error.stack].join(
    '\n',
  );
}

const echo: Reply = (response, request) =>
  json(400, { error: `odd ${request.form['code'] ?? ''}`, error_description: JSON.stringify(request.form) })(
    response,
    request,
  );

describe('no secret is ever in what the client returns or throws', () => {
  it.each([
    ['success', json(200, TOKENS)],
    ['an error that echoes the request', echo],
    ['an unreadable answer full of tokens', json(200, `${CANARIES.accessToken} ${CANARIES.refreshToken}`)],
    [
      'a known error with a secret as its text',
      json(400, { error: 'invalid_grant', error_description: CANARIES.code }),
    ],
    ['a dropped connection', hangUp],
    ['silence', staySilent],
  ])('after %s', async (_case, reply) => {
    amazon.reply(reply);
    const values = [
      await amazon.client.exchangeCode(new Secret(CANARIES.code)),
      await amazon.client.refresh(new Secret(CANARIES.refreshToken)),
      await amazon.client.checkCredentials(),
      await amazon.client.marketplaceParticipations({ region: 'na', accessToken: new Secret(CANARIES.accessToken) }),
      app,
    ];
    expect(printed(values)).not.toMatch(/canary/);
  });

  it('when the token cannot be put into a header at all', async () => {
    const broken = new Secret('Atza|canary\r\nx-injected: 1');
    const error: unknown = await amazon.client
      .marketplaceParticipations({ region: 'na', accessToken: broken })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect(printed(error)).not.toMatch(/canary/);
  });
});
