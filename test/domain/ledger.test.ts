import { holdingsOf, ledgerSeconds } from '../../src/domain/ledger';
import { PARTIES } from '../../src/domain/stages';

const T0 = Date.UTC(2026, 0, 1);

test('every party has the time for which it held the ball, the one that holds it so far', () => {
  const holdings = holdingsOf([
    { waitingOn: 'commerce', from: T0 },
    { waitingOn: 'seller', from: T0 + 2_000 },
    { waitingOn: 'commerce', from: T0 + 10_000 },
    { waitingOn: 'nobody', from: T0 + 11_000 },
  ]);
  expect(ledgerSeconds(holdings, T0 + 60_000)).toEqual({
    seller: 8,
    merchant: 0,
    operator: 0,
    amazon: 0,
    commerce: 3,
    us: 0,
    nobody: 49,
  });
});

test('an entry of a clock that is behind takes no time from anybody', () => {
  const holdings = holdingsOf([
    { waitingOn: 'seller', from: T0 + 5_000 },
    { waitingOn: 'us', from: T0 },
    { waitingOn: 'nobody', from: T0 + 6_000 },
  ]);
  expect(ledgerSeconds(holdings, T0 + 6_000)).toMatchObject({ seller: 0, us: 1, nobody: 0 });
  expect(ledgerSeconds(holdings, T0)).toMatchObject({ nobody: 0 });
});

test('every second belongs to somebody, and to one only', () => {
  let seed = 11;
  const next = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 500; round += 1) {
    let at = T0 + next(5_000);
    const began = at;
    const entries = Array.from({ length: 1 + next(30) }, (_, index) => {
      // Now and then a clock is behind.
      at += index === 0 ? 0 : next(100_000) - (next(5) === 0 ? 3_000 : 0);
      return { waitingOn: PARTIES[next(PARTIES.length)]!, from: Math.max(began, at) };
    });
    const until = Math.max(...entries.map(({ from }) => from)) + next(100_000);
    const ledger = ledgerSeconds(holdingsOf(entries), until);
    const sum = Object.values(ledger).reduce((a, b) => a + b, 0);
    expect(sum).toBe(Math.floor((until - began) / 1_000));
    expect(Math.min(...Object.values(ledger))).toBeGreaterThanOrEqual(0);
  }
});
