/**
 * Product attributes that never carry a product's identity, although some are text or select fields with a label: they
 * steer how Commerce shows, prices, taxes or ships a product. Amazon Sales Channel left the same kinds out of its list
 * of mappable attributes; the codes are those of Commerce's own system attributes.
 */
const EXCLUDED_ATTRIBUTES: ReadonlySet<string> = new Set([
  // Publication
  ...['status', 'visibility', 'category_ids', 'quantity_and_stock_status', 'has_options', 'required_options'],
  // Search engines
  ...['url_key', 'url_path', 'meta_title', 'meta_keyword', 'meta_description'],
  // Page design
  ...['page_layout', 'options_container', 'custom_layout', 'custom_layout_update', 'custom_layout_update_file'],
  ...['custom_design', 'custom_design_from', 'custom_design_to'],
  // Price and tax
  ...['tier_price', 'tax_class_id', 'price_type', 'price_view', 'msrp_display_actual_price_type'],
  // How bundles and downloads are put together
  ...[
    'sku_type',
    'weight_type',
    'shipment_type',
    'links_exist',
    'links_purchased_separately',
    'links_title',
    'samples_title',
  ],
  // Gifts, gift cards and returns
  ...['gift_message_available', 'gift_wrapping_available', 'gift_wrapping_price', 'giftcard_type', 'giftcard_amounts'],
  ...[
    'allow_open_amount',
    'open_amount_min',
    'open_amount_max',
    'is_redeemable',
    'use_config_is_redeemable',
    'lifetime',
  ],
  ...[
    'use_config_lifetime',
    'email_template',
    'use_config_email_template',
    'allow_message',
    'use_config_allow_message',
  ],
  ...['is_returnable', 'use_config_is_returnable'],
]);

export function isExcludedAttribute(attributeCode: string): boolean {
  return EXCLUDED_ATTRIBUTES.has(attributeCode);
}
