/** Whether a text can be a name: https://developer.hashicorp.com/terraform/language/syntax/configuration#identifiers */
export function isIdentifier(text: string): boolean {
  // A pattern for letters of all scripts takes a millisecond to make.
  return /^[A-Za-z_][\w-]*$/.test(text) || /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(text);
}
