import { pageExamples, sampleTexts } from '../seeds.ts';

/** The Terraform in this repository: the examples of the rule pages, and the samples. */
export function seedTexts(): string[] {
  return [...pageExamples(/^(?:terraform|hcl|aws)_/, ['hcl']), ...sampleTexts(/\.tf$/)];
}
