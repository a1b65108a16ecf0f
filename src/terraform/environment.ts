/** What an environment sets variables to (`TF_VAR_name`), by their names; of the rest nothing is kept. */
export function environmentVariables(environment: Readonly<Record<string, string | undefined>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(environment).flatMap(([name, value]): [string, string][] => (name.startsWith('TF_VAR_') && value !== undefined ? [[name.slice('TF_VAR_'.length), value]] : [])));
}
