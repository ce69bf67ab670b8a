import { createHash } from 'node:crypto';
import { z } from 'zod';
import { paging } from '../../src/documents/paging';

const pages = paging('colours', z.strictObject({ name: z.string(), at: z.int() }));
const read = (cursor: string) => pages.query.cursor.safeParse(cursor).data;
const RED = { name: 'red', at: 7 };

test('a cursor is the position that it was made of', () => {
  expect(read(pages.cursorAfter(RED)!)).toEqual(RED);
});

test('there is no cursor after the last page', () => {
  expect(pages.cursorAfter(null)).toBeNull();
});

test('a cursor does not show what it holds', () => {
  expect(pages.cursorAfter(RED)).not.toContain('red');
});

test('a cursor that was changed in any place is refused', () => {
  const cursor = pages.cursorAfter(RED)!;
  for (let place = 0; place < cursor.length; place += 1) {
    const other = cursor[place] === 'A' ? 'B' : 'A';
    expect(read(cursor.slice(0, place) + other + cursor.slice(place + 1))).toBeUndefined();
  }
});

test('a cursor that was cut is refused', () => {
  const cursor = pages.cursorAfter(RED)!;
  for (let length = 0; length < cursor.length; length += 1) expect(read(cursor.slice(0, length))).toBeUndefined();
});

test('a cursor of another list is refused', () => {
  const other = paging('shapes', z.strictObject({ name: z.string(), at: z.int() }));

  expect(read(other.cursorAfter(RED)!)).toBeUndefined();
});

test('a cursor whose position is not of this form is refused', () => {
  expect(read(paging('colours', z.string()).cursorAfter('red')!)).toBeUndefined();
});

test('a cursor that somebody made up, check and all, is refused', () => {
  const text = Buffer.from('{').toString('base64url');
  const check = createHash('sha256').update(text).digest('base64url').slice(0, 8);

  expect(read(check + text)).toBeUndefined();
});

test('a cursor that is longer than any of ours is refused', () => {
  expect(read('x'.repeat(100_000))).toBeUndefined();
});
