/** Why a call fails; `argument` is the index of the one to blame, if it is one. */
export class FunctionFailure extends Error {
  readonly argument: number | undefined;

  constructor(message: string, argument?: number) {
    super(message);
    this.name = 'FunctionFailure';
    this.argument = argument;
  }
}
