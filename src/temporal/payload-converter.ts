import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';
import { undecodable } from '../workflows/undecodable';

/**
 * The SDK's converter, except that input which cannot be read becomes an `Undecodable` instead of an exception. An
 * exception here fails the workflow task, which is tried again for ever: one bad signal would block an onboarding for
 * good. Runs inside the workflow sandbox too.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value) => defaultPayloadConverter.toPayload(value),
  fromPayload<T>(payload: Payload): T {
    try {
      return defaultPayloadConverter.fromPayload<T>(payload);
    } catch {
      return undecodable(encodingOf(payload), payload.data?.byteLength ?? 0) as T;
    }
  },
};

/** The encoding is the sender's own text: capped, and only printable characters. */
function encodingOf(payload: Payload): string {
  const bytes = payload.metadata?.['encoding'] ?? new Uint8Array();
  return String.fromCharCode(...bytes.subarray(0, 40)).replace(/[^\x20-\x7e]/g, '?');
}
