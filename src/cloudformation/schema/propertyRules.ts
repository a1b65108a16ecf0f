import type { Attribution } from './inspection.ts';

/** The rules of a resource's properties, by keyword. */
export const propertyRules: Attribution = {
  default: 'E3002',
  keywords: {
    additionalProperties: 'E3002', anyOf: 'E3017', properties: 'E3002', dependentExcluded: 'E3020', dependentRequired: 'E3021',
    required: 'E3003', requiredOr: 'E3058', requiredXor: 'E3014', enum: 'E3030', enumCaseInsensitive: 'E3030', type: 'E3012',
    minLength: 'E3033', maxLength: 'E3033', uniqueItems: 'E3037', maximum: 'E3034', minimum: 'E3034', exclusiveMaximum: 'E3034',
    exclusiveMinimum: 'E3034', maxItems: 'E3032', minItems: 'E3032', pattern: 'E3031', oneOf: 'E3018', tagging: 'E3024',
  },
};
