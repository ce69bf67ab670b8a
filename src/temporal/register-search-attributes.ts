import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, isGrpcServiceError } from '@temporalio/client';
import type { SearchAttributeType } from '@temporalio/common';
import { SEARCH_ATTRIBUTES } from '../workflows/search-attributes';

const ACCEPTED_WITHIN_MS = 60_000;
const ASK_AGAIN_AFTER_MS = 100;

/** gRPC's numbers for its status codes. */
const INVALID_ARGUMENT = 3;
const ALREADY_EXISTS = 6;
const UNIMPLEMENTED = 12;

/** The numbers of `IndexedValueType` in Temporal's API. */
const INDEXED_VALUE_TYPE: Record<SearchAttributeType, number> = {
  TEXT: 1,
  KEYWORD: 2,
  INT: 3,
  DOUBLE: 4,
  BOOL: 5,
  DATETIME: 6,
  KEYWORD_LIST: 7,
};

/** The namespace has an attribute of our name that holds something else; a person must remove it. */
export class SearchAttributeConflict extends Error {
  override readonly name = 'SearchAttributeConflict';
}

/**
 * Registers the search attributes that the namespace lacks, and returns once the server answers questions about all of
 * them. Safe to repeat, and from several processes at once. Throws `SearchAttributeConflict`, or gRPC's error when the
 * server refuses or does not come round within a minute.
 */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const { missing, conflicting } = await searchAttributesOf(connection, namespace);
  const [conflict] = conflicting;
  if (conflict !== undefined) {
    const type = SEARCH_ATTRIBUTES.find(({ name }) => name === conflict)?.type ?? 'ours';
    throw new SearchAttributeConflict(
      `Namespace ${namespace} has a search attribute ${conflict} that is not of type ${type}: remove it, or use another namespace.`,
    );
  }
  if (missing.length > 0) await add(connection, namespace, missing);
  await untilAccepted(() => ask(connection, namespace));
}

/** Which of our search attributes a namespace lacks, and which of its own have our names and hold something else. */
export async function searchAttributesOf(
  connection: Connection,
  namespace: string,
): Promise<{ readonly missing: readonly string[]; readonly conflicting: readonly string[] }> {
  const present = await list(connection, namespace);
  return {
    missing: SEARCH_ATTRIBUTES.filter(({ name }) => present[name] === undefined).map(({ name }) => name),
    conflicting: SEARCH_ATTRIBUTES.filter(
      ({ name, type }) => present[name] !== undefined && present[name] !== INDEXED_VALUE_TYPE[type],
    ).map(({ name }) => name),
  };
}

/**
 * Runs `start`, again and again for up to a minute while the server answers that it does not know a search attribute:
 * each part of a server learns of new attributes in its own time. Throws what `start` throws otherwise.
 */
export async function untilAccepted<T>(start: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + ACCEPTED_WITHIN_MS;
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (!isUnknownAttribute(error) || Date.now() > deadline) throw error;
    }
    await delay(ASK_AGAIN_AFTER_MS);
  }
}

/** The test server for skipped time can neither list nor count, and accepts what was added at once. */
async function list(connection: Connection, namespace: string): Promise<Readonly<Record<string, number>>> {
  try {
    return (await connection.operatorService.listSearchAttributes({ namespace })).customAttributes;
  } catch (error) {
    if (statusOf(error) === UNIMPLEMENTED) return {};
    throw error;
  }
}

async function add(connection: Connection, namespace: string, names: readonly string[]): Promise<void> {
  const searchAttributes = Object.fromEntries(
    SEARCH_ATTRIBUTES.filter(({ name }) => names.includes(name)).map(({ name, type }) => [
      name,
      INDEXED_VALUE_TYPE[type],
    ]),
  );
  try {
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
  } catch (error) {
    if (statusOf(error) !== ALREADY_EXISTS) throw error;
  }
}

/** A question that mentions every attribute. */
async function ask(connection: Connection, namespace: string): Promise<void> {
  const query = SEARCH_ATTRIBUTES.map(({ name }) => `${name} IS NULL`).join(' AND ');
  try {
    await connection.workflowService.countWorkflowExecutions({ namespace, query });
  } catch (error) {
    if (statusOf(error) !== UNIMPLEMENTED) throw error;
  }
}

/**
 * The server says "Namespace default has no mapping defined for search attribute MerchantId" when a start carries it,
 * "invalid query: … is not a valid search attribute" when a question mentions it.
 */
function isUnknownAttribute(error: unknown): boolean {
  return statusOf(error) === INVALID_ARGUMENT && /search attribute/i.test(detailsOf(error));
}

function statusOf(error: unknown): number | undefined {
  return grpcErrorIn(error)?.code;
}

function detailsOf(error: unknown): string {
  return grpcErrorIn(error)?.details ?? '';
}

/** The client wraps gRPC's error in its own. */
function grpcErrorIn(error: unknown) {
  if (isGrpcServiceError(error)) return error;
  const cause = error instanceof Error ? error.cause : undefined;
  return isGrpcServiceError(cause) ? cause : undefined;
}
