import { z } from 'zod';
import { badRequest, invalidField, requiredField, type CommerceError } from './errors';
import type { Attribute } from './instances';
import { attribute } from './seeds';

const flag = z.union([z.boolean(), z.enum(['0', '1']).transform((value) => value === '1')]);

/** What of the request matters here; Commerce ignores nothing, the simulator the rest. */
const orderSchema = z.object({
  attribute: z.object({
    attribute_code: z.string().optional(),
    frontend_input: z.string().optional(),
    default_frontend_label: z.string().optional(),
    frontend_labels: z.array(z.object({ store_id: z.int(), label: z.string() })).optional(),
    scope: z.enum(['global', 'website', 'store']).optional(),
    is_required: flag.optional(),
    is_unique: flag.optional(),
    is_used_for_promo_rules: flag.optional(),
    options: z.array(z.object({ label: z.string(), value: z.string().default('') })).optional(),
  }),
});

/** How the values of each kind of input are kept. */
const BACKEND_TYPES: Readonly<Record<string, string>> = {
  text: 'varchar',
  textarea: 'text',
  texteditor: 'text',
  date: 'datetime',
  datetime: 'datetime',
  boolean: 'int',
  multiselect: 'text',
  select: 'int',
  price: 'decimal',
  media_image: 'varchar',
  swatch_text: 'int',
  swatch_visual: 'int',
};

/** The attribute that `POST /V1/products/attributes` makes, or Commerce's refusal. */
export function createAttribute(
  existing: readonly Attribute[],
  body: unknown,
): { readonly created: Attribute } | CommerceError {
  if (typeof body !== 'object' || body === null || !('attribute' in body)) return requiredField('attribute');
  const order = orderSchema.safeParse(body);
  if (!order.success) {
    const field = order.error.issues[0]?.path.at(-1);
    return badRequest('Error occurred during "%fieldName" processing.', { fieldName: String(field ?? 'attribute') });
  }
  const { frontend_input = '', frontend_labels = [], options = [], ...sent } = order.data.attribute;
  const label = sent.default_frontend_label ?? frontend_labels.find(({ store_id }) => store_id === 0)?.label ?? '';
  if (label === '') return requiredField('frontend_label');
  const code = sent.attribute_code ?? codeFrom(label);
  if (!/^[a-z][a-z_0-9]{0,29}$/.test(code)) return invalidField('attribute_code', code);
  const backend_type = Object.hasOwn(BACKEND_TYPES, frontend_input) ? BACKEND_TYPES[frontend_input] : undefined;
  if (backend_type === undefined) return invalidField('frontend_input', frontend_input);
  if (existing.some(({ attribute_code }) => attribute_code === code)) {
    return badRequest('%1 already exists.', ['Attribute with the same code']);
  }
  const created = attribute(code, {
    attribute_id: Math.max(0, ...existing.map(({ attribute_id }) => attribute_id)) + 1,
    frontend_input,
    backend_type,
    frontend_labels,
    options,
    default_frontend_label: label,
    scope: sent.scope ?? 'global',
    is_required: sent.is_required ?? false,
    is_unique: sent.is_unique === true ? '1' : '0',
    is_used_for_promo_rules: sent.is_used_for_promo_rules === true ? '1' : '0',
  });
  return { created };
}

/** Commerce makes a code of the label if it is told none. */
function codeFrom(label: string): string {
  return label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 30);
}
