// What both harnesses share: the family to key, and how times are taken.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const AGE = 'r407';
export const ROSTER = 'anggota';
export const folder = process.argv[2];

// [{row, question, kind, value}], row 0 is the family.
export const answers = readFileSync(join(folder, 'answers.tsv'), 'utf8').split('\n').filter(Boolean).map((line) => {
  const [row, question, kind, value] = line.split('\t');
  return { row: Number(row), question, kind, value };
});
export const members = Math.max(...answers.map((answer) => answer.row));

export const timed = (work) => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

// Times of `times` runs after some untimed ones; `work` gives a time or a list of times.
export const repeated = (times, work, warmUp = 5) => {
  for (let i = 0; i < warmUp; i += 1) work();
  return Array.from({ length: times }, work).flat();
};

export const report = (found) => process.stdout.write(`${JSON.stringify(found)}\n`);
