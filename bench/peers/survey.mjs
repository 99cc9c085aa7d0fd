// Times SurveyJS: node survey.mjs FOLDER. survey.json is made from our form by survey_json.py.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Model } from 'survey-core';
import { AGE, ROSTER, answers, folder, repeated, report, timed } from './common.mjs';

const definition = JSON.parse(readFileSync(join(folder, 'survey.json'), 'utf8'));
const typed = ({ kind, value }) => (kind === 'number' || kind === 'select' ? Number(value) : value);

const filled = () => {
  const data = { [ROSTER]: [] };
  for (const answer of answers) {
    if (answer.row === 0) data[answer.question] = typed(answer);
    else (data[ROSTER][answer.row - 1] ??= {})[answer.question] = typed(answer);
  }
  return data;
};

const begun = performance.now();
const survey = new Model(definition);
const found = { load_cold: [performance.now() - begun] };
found.load = repeated(15, () => timed(() => new Model(definition)));
survey.data = filled();
const roster = survey.getQuestionByName(ROSTER);
if (!survey.validate(false)) {
  const wrong = survey.getAllQuestions().filter((q) => q.errors?.length).map((q) => q.name);
  const inside = roster.panels.flatMap((p) => p.questions.filter((q) => q.errors.length).map((q) => `${q.name}: ${q.errors[0].text}`));
  throw new Error(`the family should be right: ${[...wrong, ...inside].join(' ')}`);
}
const question = ({ row, question: name }) => (row === 0 ? survey.getQuestionByName(name) : roster.panels[row - 1].getQuestionByName(name));

found.answer = repeated(1, () => answers.map((answer) => {
  const node = question(answer);
  node.clearValue();
  return timed(() => {
    node.value = typed(answer);
  });
}), 1);
found.age = repeated(5, () => answers.filter((answer) => answer.question === AGE).flatMap((answer) => {
  const node = question(answer);
  return [3, typed(answer)].map((age) => timed(() => {
    node.value = age;
  }));
}), 2);
found.add = repeated(20, () => {
  const time = timed(() => roster.addPanel());
  roster.removePanel(roster.panels.length - 1);
  return time;
});
found.validate = repeated(30, () => timed(() => survey.validate(false)));
report(found);
process.exit(0);
