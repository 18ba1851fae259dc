import { readdirSync, readFileSync } from "node:fs";

/** Seconds of processor time that a process has used; 0 where the machine does not tell. */
export function cpuSeconds(pid: number): number {
  return (read(`/proc/${pid}/stat`)?.ticks ?? 0) / ticksPerSecond;
}

/** The same with all its children, the living and the dead. */
export function familyCpuSeconds(pid: number): number {
  const own = read(`/proc/${pid}/stat`);
  if (own === undefined) return 0;
  const children = allProcesses().filter(({ parent }) => parent === pid);
  return children.reduce((sum, { ticks }) => sum + ticks, own.ticks + own.ticksOfTheDead) / ticksPerSecond;
}

/** The number is Linux's own for programs, whatever the kernel's clock does. */
const ticksPerSecond = 100;

interface Process {
  readonly parent: number;
  readonly ticks: number;
  /** Of children that have ended. */
  readonly ticksOfTheDead: number;
}

function allProcesses(): readonly Process[] {
  return entries("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => read(`/proc/${pid}/stat`) ?? []);
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No /proc: not Linux.
    return [];
  }
}

/** @see proc(5): after the name in brackets come the state and the parent; the times are fields 14 to 17 */
function read(path: string): Process | undefined {
  try {
    const text = readFileSync(path, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const at = (field: number) => Number(fields[field - 3]);
    return { parent: at(4), ticks: at(14) + at(15), ticksOfTheDead: at(16) + at(17) };
  } catch {
    // It ended while we were looking.
    return undefined;
  }
}
