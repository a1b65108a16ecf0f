import assert from 'node:assert/strict';
import { junitReport } from '../../../src/cli/junit.ts';

suite('JUnit reports', () => {
  test('what XML reserves is escaped, and what it cannot hold is replaced', () => {
    const range = { start: { line: 0, character: 4 }, end: { line: 0, character: 5 } };
    const message = 'a "b" <c> & \u0007\ud800\nd';
    const report = junitReport([{ name: 'x&y.yaml', diagnostics: [{ rule: 'E1', severity: 'error', message, source: 'cloudformation', range }] }], 0.5);
    const text = 'a &quot;b&quot; &lt;c&gt; &amp; \ufffd\ufffd&#10;d';
    assert.equal(
      report.split('\n')[3],
      `<testcase name="E1 at 1:5" classname="x&amp;y.yaml" file="x&amp;y.yaml" line="1"><failure type="error" message="${text}">x&amp;y.yaml:1:5: ${text}</failure></testcase>`,
    );
    assert.match(report, /tests="1" failures="1" time="0.500"/);
  });
});
