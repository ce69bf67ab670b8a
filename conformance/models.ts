import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createModel, type Model, type SwaggerDocument } from './swagger';

/** The published models that clients and simulator are held to; docs/conformance.md says where they come from. */
export const MODEL_FILES = {
  sellers: 'sellers.json',
  commercePaas: 'commerce-rest-2.4.9.subset.json',
  commerceSaas: 'commerce-rest-saas.subset.json',
} as const;

/** Throws if the setting is missing. */
export function modelsFolder(): string {
  const folder = process.env['CONTRACT_MODELS_DIR'];
  if (folder !== undefined && folder !== '') return folder;
  throw new Error(
    `Set CONTRACT_MODELS_DIR to the folder that holds ${Object.values(MODEL_FILES).join(', ')}; docs/conformance.md says where they come from.`,
  );
}

/** The document as its owner published it. */
export function readDocument(name: keyof typeof MODEL_FILES): SwaggerDocument {
  return JSON.parse(readFileSync(join(modelsFolder(), MODEL_FILES[name]), 'utf8')) as SwaggerDocument;
}

/** Amazon's Sellers API v1. */
export function sellersModel(): Model {
  return createModel(readDocument('sellers'));
}
