/** One instruction of a Dockerfile, on one line however it was written. */
export interface Instruction {
  readonly keyword: string;
  readonly rest: string;
}

/** From one FROM to the next. */
export interface Stage {
  readonly name: string;
  /** The image or the earlier stage that it begins with. */
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

/**
 * Reads as much of the language as our Dockerfile speaks: comments, continued lines, named stages.
 * @throws {SyntaxError} when a stage has no name, or an instruction comes before the first stage
 */
export function readDockerfile(text: string): readonly Stage[] {
  const stages: { name: string; from: string; instructions: Instruction[] }[] = [];
  const lines = text
    .split("\n")
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join("\n")
    .replaceAll(/\\\n\s*/g, " ")
    .split("\n");
  for (const line of lines) {
    const [, keyword = "", rest = ""] = /^(\w+)\s+(.*)$/.exec(line.trim()) ?? [];
    if (keyword === "FROM") {
      const [, from, name] = /^(\S+) AS (\S+)$/.exec(rest) ?? [];
      if (from === undefined || name === undefined)
        throw new SyntaxError(`a stage needs a name: FROM ${rest}`);
      stages.push({ name, from, instructions: [] });
    } else if (keyword !== "") {
      const stage = stages.at(-1);
      if (stage === undefined) throw new SyntaxError(`${keyword} stands before the first FROM`);
      stage.instructions.push({ keyword, rest });
    }
  }
  return stages;
}

/** A stage with the instructions of all that it is built on, the lowest first. */
export function wholeStage(stages: readonly Stage[], name: string): readonly Instruction[] {
  const stage = stages.find((one) => one.name === name);
  if (stage === undefined) return [];
  return [...wholeStage(stages, stage.from), ...stage.instructions];
}

/** The environment that a target gives its process. */
export function environmentOf(stages: readonly Stage[], target: string): Readonly<Record<string, string>> {
  const entries = restsOf(stages, target, "ENV").map((rest) => {
    const [, name = "", value = ""] = /^(\w+)=(.*)$/.exec(rest) ?? [];
    return [name, value] as const;
  });
  return Object.fromEntries(entries);
}

/** The ports that a target says it listens on. */
export function portsOf(stages: readonly Stage[], target: string): readonly number[] {
  return restsOf(stages, target, "EXPOSE").flatMap((rest) => rest.split(/\s+/).map(Number));
}

/** What follows a keyword, each time that it stands in a target. */
export function restsOf(stages: readonly Stage[], target: string, keyword: string): readonly string[] {
  return wholeStage(stages, target)
    .filter((instruction) => instruction.keyword === keyword)
    .map(({ rest }) => rest);
}

/** The command in the form of a list that CMD or HEALTHCHECK ... CMD gives. */
export function commandIn(rest: string): readonly string[] {
  return JSON.parse(rest.slice(rest.indexOf("["))) as string[];
}
