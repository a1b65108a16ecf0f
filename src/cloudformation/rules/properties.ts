import { schemaRule } from './rule.ts';

const docs = 'https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html';

export const requiredProperty = schemaRule({ id: 'E3003', summary: 'A resource has every property that its type requires', docs });
export const propertyType = schemaRule({ id: 'E3012', summary: 'A property has a value of its type', docs });
export const exactlyOne = schemaRule({ id: 'E3014', summary: 'Of properties that exclude each other there is exactly one', docs });
export const anyAlternative = schemaRule({ id: 'E3017', summary: 'Properties suit at least one of their alternatives', docs });
export const oneAlternative = schemaRule({ id: 'E3018', summary: 'Properties suit exactly one of their alternatives', docs });
export const excludedProperty = schemaRule({ id: 'E3020', summary: 'A property does not stand beside one that excludes it', docs });
export const dependentProperty = schemaRule({ id: 'E3021', summary: 'A property stands beside those that it needs', docs });
export const tags = schemaRule({ id: 'E3024', summary: 'Tags have different keys, none of them reserved', docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html' });
export const allowedValue = schemaRule({ id: 'E3030', summary: 'A property has one of its allowed values', docs });
export const pattern = schemaRule({ id: 'E3031', summary: 'A property has a value of its pattern', docs });
export const listLength = schemaRule({ id: 'E3032', summary: 'A list has neither too few items nor too many', docs });
export const stringLength = schemaRule({ id: 'E3033', summary: 'A string is neither too short nor too long', docs });
export const numberRange = schemaRule({ id: 'E3034', summary: 'A number is within its range', docs });
export const uniqueItems = schemaRule({ id: 'E3037', summary: 'A list that is a set has no item twice', docs });
export const repeatedItem = schemaRule({ id: 'I3037', summary: 'A list that may hold an item twice does not', docs });
export const atLeastOne = schemaRule({ id: 'E3058', summary: 'Of properties that belong together there is at least one', docs });
export const shutDown = schemaRule({ id: 'E3710', summary: 'A resource is of a service that still exists', docs: 'https://docs.aws.amazon.com/general/latest/gr/full_shutdown_services.html' });
export const sunset = schemaRule({ id: 'W3696', summary: 'A resource is of a service that will not be shut down soon', docs: 'https://docs.aws.amazon.com/general/latest/gr/sunset_services.html' });
export const maintenance = schemaRule({ id: 'W3697', summary: 'A resource is of a service that still gets new features', docs: 'https://docs.aws.amazon.com/general/latest/gr/maintenance_services.html' });
