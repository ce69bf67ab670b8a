import { Router } from 'express';
import { html, type Html } from './html';
import { sendPage } from './layout';
import type { Mail } from './mailbox';
import type { Simulation } from './simulation';

/** The mailbox in a browser and as JSON, mounted at `/mail`. */
export function mailRoutes({ mailbox }: Simulation): Router {
  const router = Router();

  router.get('/', (_req, res) => {
    sendPage(res, { site: 'mailbox', title: 'Mailbox', body: overview(mailbox.list()) });
  });

  router.get('/messages.json', (req, res) => {
    const { to } = req.query;
    res.set('Cache-Control', 'no-store').json(mailbox.list(typeof to === 'string' ? to : undefined));
  });

  router.get('/messages/:id', (req, res) => {
    const mail = mailbox.find(req.params.id);
    if (mail) sendPage(res, { site: 'mailbox', title: mail.subject || '(no subject)', body: message(mail) });
    else
      sendPage(res, {
        site: 'mailbox',
        status: 404,
        title: 'No such mail',
        body: html`<p><a href="/mail">All mails</a></p>`,
      });
  });

  router.get('/messages/:id/html', (req, res) => {
    const mail = mailbox.find(req.params.id);
    // The mail's own HTML is a stranger: no scripts, no origin, nothing loaded; its links open in a tab of their own.
    res
      .status(mail?.html === undefined ? 404 : 200)
      .set('Cache-Control', 'no-store')
      .set(
        'Content-Security-Policy',
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
      )
      .type('html')
      .send(`<base target="_blank">${mail?.html ?? ''}`);
  });

  router.get('/messages/:id/calendar.ics', (req, res) => {
    const calendar = mailbox.find(req.params.id)?.calendar;
    if (calendar === undefined) res.status(404).end();
    else res.set('Cache-Control', 'no-store').attachment('calendar.ics').type('text/calendar').send(calendar);
  });

  router.post('/delete-all', async (_req, res) => {
    await mailbox.clear();
    res.redirect(303, '/mail');
  });

  return router;
}

function overview(mails: readonly Mail[]): Html {
  if (mails.length === 0) return html`<p>No mail has come yet.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Mails">
      <table>
        <thead>
          <tr>
            <th scope="col">Received</th>
            <th scope="col">To</th>
            <th scope="col">Subject</th>
          </tr>
        </thead>
        <tbody>
          ${mails.toReversed().map(
            (mail) =>
              html`<tr>
                <td>${when(mail)}</td>
                <td>${mail.to.join(', ')}</td>
                <td><a href="/mail/messages/${mail.id}">${mail.subject || '(no subject)'}</a></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <form method="post" action="/mail/delete-all"><button>Delete all mails</button></form>`;
}

function message(mail: Mail): Html {
  return html`<p>Received ${when(mail)}, from ${mail.from || '(nobody)'}, to ${mail.to.join(', ')}</p>
    <h2>Text</h2>
    <pre class="panel" tabindex="0">${linked(mail.text)}</pre>
    ${
      mail.html !== undefined &&
      html`<h2>HTML</h2>
        <iframe
          title="The mail as HTML"
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          src="/mail/messages/${mail.id}/html"
        ></iframe>`
    }
    ${
      mail.calendar !== undefined &&
      html`<h2>Calendar file</h2>
        <p><a href="/mail/messages/${mail.id}/calendar.ics">Take it into a calendar</a></p>
        <pre class="panel" tabindex="0">${mail.calendar}</pre>`
    }
    <h2>Headers</h2>
    <pre class="panel" tabindex="0">${mail.headers.map(({ name, value }) => `${name}: ${value}\n`)}</pre>
    <p><a href="/mail">All mails</a></p>`;
}

/** Makes the web addresses in plain text clickable. */
function linked(text: string): readonly (string | Html)[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, index) => (index % 2 === 1 ? html`<a href="${part}">${part}</a>` : part));
}

function when(mail: Mail): string {
  return new Date(mail.receivedAt).toISOString().replace('T', ' ').slice(0, 19);
}
