import { createTransport } from 'nodemailer';
import type { Simulator } from '../../src/simulator/start-simulator';
import { freshFolder, start } from './running';

async function send(simulator: Simulator, mail: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: simulator.smtpPort });
  await transport.sendMail({
    from: 'evergrant@product.example',
    to: 'Owner@Acme-Outdoor.example',
    subject: 'Connect your store: Überblick',
    text: 'Open http://localhost:3000/c/abc to go on.',
    html: '<p>Open <a href="http://localhost:3000/c/abc">this</a></p><script>alert(1)</script>',
    messageId: '<one@product.example>',
    headers: { 'List-Unsubscribe': '<http://localhost:3000/u/abc>' },
    ...mail,
  });
  transport.close();
}

describe('The mailbox', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await start();
  });
  afterEach(() => simulator.reset());
  afterAll(() => simulator.stop());

  it('takes mail over SMTP and keeps text, HTML, headers and Message-ID', async () => {
    await send(simulator);

    expect(simulator.mails()).toEqual([
      expect.objectContaining({
        to: ['owner@acme-outdoor.example'],
        from: 'evergrant@product.example',
        subject: 'Connect your store: Überblick',
        text: expect.stringContaining('http://localhost:3000/c/abc'),
        html: expect.stringContaining('<a href='),
        messageId: '<one@product.example>',
        headers: expect.arrayContaining([{ name: 'list-unsubscribe', value: '<http://localhost:3000/u/abc>' }]),
      }),
    ]);
  });

  it('shows the calendar file that came with a mail, and gives it out', async () => {
    const calendar = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n';
    await send(simulator, {
      attachments: [{ filename: 'renew.ics', content: calendar, contentType: 'text/calendar' }],
    });
    const page = `${simulator.addresses.mail}/messages/${simulator.mails()[0]!.id}`;

    expect(await (await fetch(page)).text()).toContain('BEGIN:VCALENDAR');
    const file = await fetch(`${page}/calendar.ics`);
    expect(file.headers.get('content-type')).toContain('text/calendar');
    expect((await file.text()).split(/\r?\n/)).toContain('VERSION:2.0');
  });

  it('gives out no calendar file where none came', async () => {
    await send(simulator);
    const page = `${simulator.addresses.mail}/messages/${simulator.mails()[0]!.id}`;

    expect((await fetch(`${page}/calendar.ics`)).status).toBe(404);
    expect(await (await fetch(page)).text()).not.toContain('Calendar file');
  });

  it('answers JSON by recipient, in any case', async () => {
    await send(simulator);
    await send(simulator, { to: 'other@example.org', subject: 'Another' });

    const response = await fetch(`${simulator.addresses.mail}/messages.json?to=OTHER@example.org`);

    expect((await response.json()) as unknown[]).toEqual([expect.objectContaining({ subject: 'Another' })]);
  });

  it('counts the wait for its late greeting as its own time', async () => {
    const GREETS_AFTER_MS = 100;
    simulator.clearCalls();

    await send(simulator);

    // Timers are allowed to fire a moment early.
    expect(simulator.calls().totals.smtp.ms).toBeGreaterThan(GREETS_AFTER_MS - 5);
  });

  it('shows a mail with its links clickable', async () => {
    await send(simulator);

    const page = await (await fetch(`${simulator.addresses.mail}/messages/${simulator.mails()[0]!.id}`)).text();

    expect(page).toContain('<a href="http://localhost:3000/c/abc">');
  });

  it("lets a mail's own HTML run nothing", async () => {
    await send(simulator);

    const response = await fetch(`${simulator.addresses.mail}/messages/${simulator.mails()[0]!.id}/html`);

    expect(response.headers.get('content-security-policy')).toMatch(/^sandbox allow-popups.*; default-src 'none'/);
    expect(response.headers.get('content-security-policy')).not.toContain('allow-scripts');
  });

  it('escapes what strangers write into a subject', async () => {
    await send(simulator, { subject: '<img src=x onerror=alert(1)>' });

    const page = await (await fetch(simulator.addresses.mail)).text();

    expect(page).toContain('&lt;img src=x');
    expect(page).not.toContain('<img');
  });

  it('lets a test wait for a mail that has yet to come', async () => {
    const coming = simulator.waitForMail((mail) => mail.subject === 'Later', 10_000);
    await send(simulator, { subject: 'Sooner' });
    await send(simulator, { subject: 'Later' });

    expect((await coming).subject).toBe('Later');
  });

  it('deletes all mails', async () => {
    await send(simulator);

    await fetch(`${simulator.addresses.mail}/delete-all`, { method: 'POST' });

    expect(simulator.mails()).toEqual([]);
  });

  it('refuses to delete on the order of another site', async () => {
    await send(simulator);

    const response = await fetch(`${simulator.addresses.mail}/delete-all`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site' },
    });

    expect([response.status, simulator.mails().length]).toEqual([403, 1]);
  });

  it('refuses a mail on order with the reply code that was ordered', async () => {
    await simulator.orderFault({ operation: 'smtp', status: 550, body: 'No such mailbox here' });

    await expect(send(simulator)).rejects.toMatchObject({ responseCode: 550 });
    expect(simulator.mails()).toEqual([]);
  });

  it('keeps a mail whose connection drops after the effect', async () => {
    await simulator.orderFault({ operation: 'smtp', drop: 'after' });

    await expect(send(simulator)).rejects.toThrow();
    expect(simulator.mails()).toHaveLength(1);
  });

  it('keeps nothing of a mail whose connection drops before the effect', async () => {
    await simulator.orderFault({ operation: 'smtp', drop: 'before' });

    await expect(send(simulator)).rejects.toThrow();
    expect(simulator.mails()).toEqual([]);
  });
});

it('keeps mails over a restart and goes on numbering', async () => {
  const dataDir = await freshFolder();
  const first = await start({ dataDir });
  await send(first, { subject: 'One' });
  await first.stop();
  const second = await start({ dataDir });
  await send(second, { subject: 'Two' });

  const subjects = second.mails().map(({ subject }) => subject);
  await second.stop();

  expect(subjects).toEqual(['One', 'Two']);
});
