import { T0 } from '../registry/fixture';
import { installation, type TestInstallation } from './evergrant';

let house: TestInstallation;
let here: string;
beforeAll(async () => {
  house = await installation(T0);
  here = `${house.settings['PUBLIC_BASE_URL']} with the Temporal namespace default`;
});
afterAll(() => house.remove());

const sending = async () => {
  const { json } = await house.run(['doctor', '--json']);
  const { findings } = json as { readonly findings: readonly { readonly subject: string; readonly health: string }[] };
  return findings.find(({ subject }) => subject === 'sending')?.health;
};

describe('evergrant mail', () => {
  it('mutes, says so here and in doctor, and unmutes; the audit knows who and why', async () => {
    expect((await house.run(['mail', 'show'])).stdout).toBe(`Mails leave from ${here}.\n`);
    expect(await house.run(['mail', 'mute', '--reason', 'A fair', '--json'])).toMatchObject({
      code: 0,
      json: { muted: true, changed: true },
    });
    expect((await house.run(['mail', 'show'])).stdout).toMatch(/^No mail leaves: muted by cli:.* \(A fair\)\.\nTo end/);
    expect(await sending()).toBe('unwise');
    expect((await house.run(['mail', 'mute', '--reason', 'Again'])).stdout).toMatch(/muted already/);
    expect((await house.run(['mail', 'unmute', '--reason', 'Over'])).stdout).toMatch(/^Unmuted:/);
    expect(await sending()).toBe('well');
    const { items } = await house.registry.audit.list({ limit: 10 });
    expect(items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ action: 'mute_mail', reason: 'A fair', source: 'cli' }),
        expect.objectContaining({ action: 'unmute_mail', reason: 'Over', source: 'cli' }),
      ]),
    );
  });

  it('names the home of a copy, and makes this one the home when it is told to', async () => {
    await house.registry.mailing.moveTo('https://elsewhere.example', 'test', 'It was there', T0);
    const shown = await house.run(['mail', 'show', '--json']);
    expect(shown.json).toMatchObject({ leaving: false, standing: 'foreign', home: 'https://elsewhere.example' });
    expect(await sending()).toBe('ill');
    expect((await house.run(['mail', 'move', '--reason', 'Moved'])).stdout).toContain(here);
    expect((await house.run(['mail', 'show', '--json'])).json).toMatchObject({ leaving: true });
  });

  it('tells that the settings mute it', async () => {
    const quiet = await installation(T0, { MAIL_MUTED: 'true' });
    try {
      expect((await quiet.run(['mail', 'show'])).stdout).toMatch(/^No mail leaves: MAIL_MUTED is set\./);
    } finally {
      await quiet.remove();
    }
  });

  it('wants a reason for what it changes', async () => {
    for (const verb of ['mute', 'unmute', 'move']) {
      expect(await house.run(['mail', verb])).toMatchObject({ code: 2 });
      expect(await house.run(['mail', verb, '--reason', ' '])).toMatchObject({ code: 2 });
    }
  });
});
