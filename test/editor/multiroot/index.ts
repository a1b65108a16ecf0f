// Bundled into a folder of its own, it runs the suites that are beside it there.
export { run } from '../index.ts';
