import type { DataConverter } from '@temporalio/common';

/**
 * How values become payloads, for the client, the worker and replay alike. `payloadConverterPath` and
 * `failureConverterPath` must also be given to `bundleWorkflowCode` wherever the bundle is made beforehand.
 */
export const dataConverter = {
  payloadConverterPath: require.resolve('./payload-converter'),
  failureConverterPath: require.resolve('./failure-converter'),
} as const satisfies DataConverter;
