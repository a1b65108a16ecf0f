const identifier = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

/** Whether a text can be a name: https://developer.hashicorp.com/terraform/language/syntax/configuration#identifiers */
export function isIdentifier(text: string): boolean {
  return identifier.test(text);
}
