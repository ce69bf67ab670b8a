import { connect, type Socket } from 'node:net';

/** Bytes as they are, or a text of which each character is a byte. */
export type Bytes = string | Uint8Array;

/**
 * Sends bytes, says that no more will come, and reads until the server hangs up. What a broken connection has brought
 * until then is all there is.
 */
export async function exchange(port: number, ...pieces: readonly Bytes[]): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  const answer = readAll(socket);
  for (const piece of pieces) socket.write(asBuffer(piece));
  socket.end();
  return answer;
}

/** Sends bytes and breaks the connection off by a reset, without reading anything. */
export async function breakOff(port: number, bytes: Bytes): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  const closed = readAll(socket);
  socket.write(asBuffer(bytes), () => socket.resetAndDestroy());
  await closed;
}

/** Sends bytes and then one more from time to time, as long as the server bears it; tells how long that was. */
export async function drip(port: number, bytes: Bytes, everyMs: number): Promise<{ text: string; lastedMs: number }> {
  const startedAt = performance.now();
  const socket = connect({ port, host: '127.0.0.1' });
  const answer = readAll(socket);
  socket.write(asBuffer(bytes));
  const timer = setInterval(() => socket.write(' '), everyMs);
  socket.once('close', () => clearInterval(timer));
  const text = await answer;
  return { text, lastedMs: performance.now() - startedAt };
}

function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    socket.on('data', (chunk) => chunks.push(chunk));
    // A reset or a broken pipe is an answer too; the close comes after it.
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
}

function asBuffer(bytes: Bytes): Uint8Array {
  return typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
}

export interface WireAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The answers that stand one after another in what a server has sent. Throws for what is no HTTP. */
export function answersIn(sent: string): readonly WireAnswer[] {
  if (sent === '') return [];
  const [, status = '', head = ''] = /^HTTP\/1\.1 (\d{3}) [^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n/.exec(sent) ?? [];
  if (status === '') throw new Error(`This is no answer: ${JSON.stringify(sent.slice(0, 200))}`);
  const headers = Object.fromEntries(
    head
      .split('\r\n')
      .filter((line) => line !== '')
      .map(
        (line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()] as const,
      ),
  );
  const { body, after } = bodyOf(sent.slice(sent.indexOf('\r\n\r\n') + 4), headers);
  return [{ status: Number(status), headers, body }, ...answersIn(after)];
}

function bodyOf(rest: string, headers: WireAnswer['headers']): { readonly body: string; readonly after: string } {
  if (headers['transfer-encoding'] === 'chunked') {
    const [size = ''] = /^[0-9a-f]+(?=\r\n)/i.exec(rest) ?? [];
    const begin = size.length + 2;
    const end = begin + Number.parseInt(size, 16);
    if (size === '' || end === begin) return { body: '', after: rest.slice(size === '' ? 0 : begin + 2) };
    const more = bodyOf(rest.slice(end + 2), headers);
    return { body: rest.slice(begin, end) + more.body, after: more.after };
  }
  // An answer to HEAD tells the length of a body that does not come.
  const length = rest.startsWith('HTTP/1.1 ') ? 0 : Number(headers['content-length'] ?? 0);
  return { body: rest.slice(0, length), after: rest.slice(length) };
}
