import { isOlder, parseServerVersion } from '../../src/temporal/cli-version';

describe('the server version of a CLI', () => {
  it.each([
    ['temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)', '1.29.1'],
    ['temporal version 0.0.0-DEV (Server 1.29.1, UI 2.42.1)\n', '1.29.1'],
    ['temporal version 1.9.1 (Server 1.32.0, UI 2.55.0)', '1.32.0'],
    ['temporal version 1.8.0-rc1 (Server 1.31.0-151.0, UI 2.50.1)', '1.31.0'],
    ['temporal version 0.10.7 (server 1.20.3) (ui 2.15.0)', undefined],
    ['tctl version 1.18.0', undefined],
    ['', undefined],
  ])('is read from %j as %j', (output, version) => {
    expect(parseServerVersion(output)).toBe(version);
  });

  it.each([
    ['1.29.0', '1.29.1', true],
    ['1.9.9', '1.29.1', true],
    ['0.99.99', '1.29.1', true],
    ['1.29.1', '1.29.1', false],
    ['1.30.0', '1.29.1', false],
    ['2.0.0', '1.29.1', false],
  ])('%s is older than %s: %s', (a, b, older) => {
    expect(isOlder(a, b)).toBe(older);
  });
});
