// Times ODK's web engine: node getodk.mjs FOLDER. Under Node it wants a browser's globals.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { AGE, ROSTER, answers, folder, members, repeated, report, timed } from './common.mjs';

const { window } = new JSDOM('', { url: 'http://localhost/' });
for (const name of Object.getOwnPropertyNames(window)) {
  if (!(name in globalThis)) globalThis[name] = window[name];
}
Object.assign(globalThis, { window, document: window.document, __dirname: folder, require: createRequire(import.meta.url) });

const { createInstance } = await import('@getodk/xforms-engine');
const xml = readFileSync(join(folder, 'form.xml'), 'utf8');

const load = async () => (await createInstance(xml)).root;

// Leaves by question of one repeat instance or of the family.
const leaves = (node, into = {}) => {
  for (const child of node.currentState.children ?? []) {
    if (child.nodeType.startsWith('repeat-range')) continue;
    if (child.currentState.children == null) into[child.currentState.reference.split('/').pop()] = child;
    else leaves(child, into);
  }
  return into;
};

const rosterOf = (node) => {
  for (const child of node.currentState.children ?? []) {
    if (child.nodeType.startsWith('repeat-range')) return child;
  }
  throw new Error('no roster');
};

const put = (node, kind, value) => {
  if (kind === 'select') node.selectValue(value);
  else node.setValue(kind === 'number' && value !== '' ? BigInt(value) : value);
};

const clear = (node, kind) => (kind === 'select' ? node.selectValue(null) : node.setValue(kind === 'number' || kind === 'date' ? null : ''));

const begun = performance.now();
const root = await load();
const found = { load_cold: [performance.now() - begun], load: [] };
for (let i = 0; i < 10; i += 1) {
  const start = performance.now();
  await load();
  found.load.push(performance.now() - start);
}

const roster = rosterOf(root);
const first = roster.currentState.children.length;
if (first < members) roster.addInstances(undefined, members - first);
const records = [leaves(root), ...roster.currentState.children.map((each) => leaves(each))];
const keyed = answers.filter(({ row, question }) => records[row][question]);
if (keyed.length !== answers.length) throw new Error('answers without a question');
for (const { row, question, kind, value } of keyed) put(records[row][question], kind, value);
const violations = () => root.validationState.violations.length;
if (violations() !== 0) {
  throw new Error(`the family should be right: ${root.validationState.violations.map((v) => v.reference).join(' ')}`);
}

found.answer = repeated(2, () => keyed.map(({ row, question, kind, value }) => {
  const node = records[row][question];
  clear(node, kind);
  const time = timed(() => {
    put(node, kind, value);
    node.validationState.violation;
  });
  return time;
}), 1);
found.age = repeated(20, () => keyed.filter(({ question }) => question === AGE).flatMap(({ row, value }) => ['3', value].map(
  (age) => timed(() => {
    put(records[row][AGE], 'number', age);
    violations();
  }),
)));
found.add = repeated(30, () => {
  const time = timed(() => roster.addInstances(undefined, 1));
  roster.removeInstances(members, 1);
  return time;
});
// Validity is kept current, so the whole is made to be looked at again: every `required` reads this answer.
const result = records[0].r205;
let code = '1';
found.validate = repeated(30, () => {
  code = code === '1' ? '3' : '1';
  return timed(() => {
    result.selectValue(code);
    violations();
  });
});
report(found);
process.exit(0);
