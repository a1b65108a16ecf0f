import assert from 'node:assert/strict';
import { ModuleLoader } from '../../../../src/terraform/model/loader.ts';
import { isRoot } from '../../../../src/terraform/model/root.ts';
import { MemoryFiles } from '../../../support/terraform.ts';

suite('Module loader', () => {
  test('a file whose text stays keeps its parse', () => {
    const files = new MemoryFiles({ '/m/a.tf': 'locals {\n  a = 1\n}\n', '/m/b.tf': '' });
    const loader = new ModuleLoader(files);
    const before = loader.module('/m');
    files.texts.set('/m/b.tf', 'locals {\n  b = 1\n}\n');
    loader.refresh(true);
    const after = loader.module('/m');
    assert.notEqual(after, before);
    assert.equal(after.file('/m/a.tf'), before.file('/m/a.tf'));
    assert.ok(after.locals.has('b'));
  });

  test('a document stands for its file', () => {
    const loader = new ModuleLoader(new MemoryFiles({ '/m/a.tf': '' }));
    assert.ok(loader.module('/m', { path: '/m/a.tf', text: 'locals {\n  a = 1\n}\n' }).locals.has('a'));
  });

  test('a file that is gone is no longer part of the module', () => {
    const files = new MemoryFiles({ '/m/a.tf': '', '/m/b.tf': '' });
    const loader = new ModuleLoader(files);
    assert.equal(loader.module('/m').files.length, 2);
    files.texts.delete('/m/b.tf');
    loader.refresh(true);
    assert.equal(loader.module('/m').files.length, 1);
  });

  test('calls lead to paths and to what init has installed', () => {
    const files = new MemoryFiles({
      '/m/main.tf': 'module "near" {\n  source = "./near"\n}\n\nmodule "far" {\n  source  = "a/b/c"\n  version = "1.0.0"\n}\n\nmodule "unknown" {\n  source = "d/e/f"\n}\n',
      '/m/near/main.tf': 'output "x" {\n  value = 1\n}\n',
      '/m/.terraform/modules/modules.json': '{"Modules": [{"Key": "far", "Source": "a/b/c", "Dir": ".terraform/modules/far"}]}',
      '/m/.terraform/modules/far/main.tf': 'output "y" {\n  value = 1\n}\n',
    });
    const module = new ModuleLoader(files).module('/m');
    assert.ok(module.called('near')?.declared('output').has('x'));
    assert.ok(module.called('far')?.declared('output').has('y'));
    assert.equal(module.called('unknown'), undefined);
  });

  test('a module that one above calls is not a root', () => {
    const files = new MemoryFiles({ '/m/main.tf': 'module "a" {\n  source = "./modules/a"\n}\n', '/m/modules/a/main.tf': '', '/m/modules/b/main.tf': '' });
    const loader = new ModuleLoader(files);
    assert.equal(isRoot(loader.module('/m/modules/a')), false);
    assert.equal(isRoot(loader.module('/m/modules/b')), true);
    assert.equal(isRoot(loader.module('/m')), true);
  });
});
