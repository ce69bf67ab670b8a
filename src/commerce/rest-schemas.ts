/**
 * What we read of the answers of Commerce's REST API (admin schema 2.4.9), and no more: unknown fields are ignored,
 * and numbers and flags may come as text, as they do from several versions and extensions.
 */
import { z } from 'zod';
import { plainText } from './plain-text';

const MAX_TEXT_LENGTH = 100;
const MAX_CODE_LENGTH = 255;

const id = z.union([z.number().int(), z.string().regex(/^\d+$/).transform(Number)]);
const flag = z
  .union([z.boolean(), z.number(), z.string()])
  .nullish()
  .transform((value) => value === true || value === 1 || value === '1' || value === 'true');
const text = z
  .string()
  .nullish()
  .transform((value) => plainText(value ?? '', MAX_TEXT_LENGTH));
const code = z.string().max(MAX_CODE_LENGTH);
/** 0, the admin's id, stands for none. */
const idOrNone = id.nullish().transform((value) => value ?? 0);
const currency = z.string().regex(/^[A-Z]{3}$/);

const website = z.object({ id, code, name: text, default_group_id: idOrNone });
const storeGroup = z.object({ id, website_id: id, default_store_id: idOrNone });
const storeView = z.object({ id, code, website_id: id, store_group_id: id });
const storeConfig = z.object({ code, base_currency_code: currency });

/** Large instances have hundreds. Each is looked for among the others, so that a forged answer could keep us busy for ever. */
const MAX_ENTRIES = 2_000;

export const websites = z.array(website).max(MAX_ENTRIES);
export const storeGroups = z.array(storeGroup).max(MAX_ENTRIES);
export const storeViews = z.array(storeView).max(MAX_ENTRIES);
export const storeConfigs = z.array(storeConfig);
export const modules = z.array(z.string());
export const attribute = z.object({
  attribute_code: code,
  frontend_input: text,
  is_required: flag,
  is_unique: flag,
  /** `global`, `website` or `store`; empty where an edition does not tell. */
  scope: text,
  default_frontend_label: text,
  frontend_labels: z
    .array(z.object({ label: text }))
    .nullish()
    .transform((labels) => labels ?? []),
});

export const attributePage = z.object({ items: z.array(attribute), total_count: z.number().int() });

/** What `attribute` reads, for a search that asks for nothing else. */
export const ATTRIBUTE_FIELDS = [
  'attribute_code',
  'frontend_input',
  'is_required',
  'is_unique',
  'scope',
  'default_frontend_label',
  'frontend_labels[label]',
];

export type Website = z.infer<typeof website>;
export type StoreGroup = z.infer<typeof storeGroup>;
export type StoreView = z.infer<typeof storeView>;
export type StoreConfig = z.infer<typeof storeConfig>;
export type Attribute = z.infer<typeof attribute>;
export type AttributePage = z.infer<typeof attributePage>;
