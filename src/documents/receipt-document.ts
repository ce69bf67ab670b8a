import type { ReceiptDocument } from '../domain/contract/leaving';
import type { Receipt } from '../registry/receipts';

/** A receipt as API and CLI export it: its hashes are those of exactly these fields. */
export function receiptDocument({ evidence, hash, person }: Receipt): ReceiptDocument {
  return {
    evidence: { ...evidence, stores: [...evidence.stores] },
    hash,
    person: person && { ...person, stores: [...person.stores] },
  };
}
