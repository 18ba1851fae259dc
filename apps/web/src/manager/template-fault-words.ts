import { fieldProblemsOf } from "@cinema/client/refusal";
import { useConsole } from "./console-context.ts";
import type { TemplatePart } from "./template.ts";

/** One thing wrong with a template. */
export type TemplateFault = ReturnType<typeof fieldProblemsOf>[number];

/** The faults of a draft that was looked at, each once. */
export function templateFaultsOf(error: unknown, part: TemplatePart): readonly TemplateFault[] {
  const found = fieldProblemsOf(error).filter(({ path }) => path === part || path === `draft.${part}`);
  return [...new Map(found.map((fault) => [faultKey(fault), fault])).values()];
}

/** What is wrong with a variable that is declared. */
export function variableFaultsOf(error: unknown, name: string): readonly TemplateFault[] {
  const paths = [`variables.${name}`, `draft.variables.${name}`];
  return fieldProblemsOf(error).filter(({ path }) =>
    paths.some((one) => path === one || path.startsWith(`${one}.`)),
  );
}

/** What tells one fault from another. */
export function faultKey({ line, code, name, message }: TemplateFault): string {
  return [line, code, name, message].join(" ");
}

type Sentence = (name: string, variables: string) => string;

/** The service says it in English; only what it says too technically is said anew. */
const en: ReadonlyMap<string, Sentence> = new Map([
  [
    "syntax",
    () =>
      "These braces cannot be read: one is not closed, or {{#if}} or {{#each}} has no {{/if}} or {{/each}}.",
  ],
]);

const ru: ReadonlyMap<string, Sentence> = new Map<string, Sentence>([
  ["empty", () => "Здесь пусто, а письму нужны слова."],
  ["too_large", () => "Слишком длинно: у темы не больше 300 знаков, у письма не больше 200 000 байт."],
  [
    "syntax",
    () => "Скобки не читаются: какая-то не закрыта, или у {{#if}} либо {{#each}} нет {{/if}} или {{/each}}.",
  ],
  ["unknown_variable", (name, variables) => `Переменной ${name} здесь нет. Есть: ${variables}.`],
  ["unknown_word", (name) => `Слова ${name} нет. Есть money, date, safeUrl, #if, #unless и #each.`],
  ["wrong_kind", (name) => `${name} так не вставить: как надо, подскажет кнопка в списке переменных.`],
  ["may_be_missing", (name) => `Бывают письма без ${name}: возьмите это место в {{#if ${name}}} … {{/if}}.`],
  ["not_escaped", () => "Трёх скобок быть не может: пишите две, иначе чужой текст станет разметкой."],
  ["too_deep", () => "Внутри друг друга могут стоять не больше двух {{#each}}."],
  ["not_supported", () => "Так нельзя: между скобками стоит одна переменная либо слово и одна переменная."],
  ["forbidden_tag", (name) => `Тега ${name} в письме быть не может: почтовые программы его выбрасывают.`],
  ["forbidden_attribute", (name) => `Атрибуту ${name} здесь не место, или его значению нужны кавычки.`],
  ["reserved_name", () => "Это имя занято: возьмите другое."],
  ["wrong_sample", () => "Пример не того вида."],
  [
    "unsafe_link",
    (name) => `Небезопасная ссылка в ${name}: пишите {{siteUrl}}/…, {{safeUrl переменная}} или https://….`,
  ],
]);

/** Says what is wrong in plain words, in the language of whoever looks. */
export function useFaultSentence(variables: readonly string[]): (fault: TemplateFault) => string {
  const { language } = useConsole();
  return ({ code = "", name = "", message }) =>
    (language === "ru" ? ru : en).get(code)?.(name, variables.join(", ")) ?? message;
}
