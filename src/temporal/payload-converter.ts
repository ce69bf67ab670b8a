import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';
import { undecodable } from '../workflows/undecodable';

/**
 * The SDK's converter, except that input which cannot be read becomes an `Undecodable` instead of an exception. An
 * exception here fails the workflow task, which is tried again for ever: one bad signal would block an onboarding for
 * good. Runs inside the workflow sandbox too.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value, context, hint) => defaultPayloadConverter.toPayload(value, context, hint),
  fromPayload: (payload, context, hint) => {
    try {
      return defaultPayloadConverter.fromPayload(payload, context, hint);
    } catch {
      // The type promised to the caller is as unchecked here as for every other payload.
      return undecodable(encodingOf(payload), payload.data?.byteLength ?? 0) as never;
    }
  },
};

/** The encoding is the sender's own text: capped, and only printable characters. */
function encodingOf(payload: Payload): string {
  const bytes = payload.metadata?.['encoding'] ?? new Uint8Array();
  return String.fromCharCode(...bytes.subarray(0, 40)).replace(/[^\x20-\x7e]/g, '?');
}
