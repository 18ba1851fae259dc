/** Milliseconds between two lines where nobody looks on. */
const pause = 5_000;

/** Where progress is written; a terminal shows it on one line. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface ProgressDisplay {
  show(text: string): void;
  /** What is written next begins a line of its own; nothing that was shown last is lost. */
  end(): void;
}

/**
 * Shows how far a long work has come: on a terminal in one line that is written over, into a pipe or a file as plain
 * lines, one every five seconds at most and the last one at the end.
 * @param clock milliseconds of any clock that does not go back
 */
export function showProgress(
  stream: ProgressStream = process.stderr,
  clock = () => performance.now(),
): ProgressDisplay {
  return stream.isTTY === true ? onTerminal(stream) : intoPipe(stream, clock);
}

function onTerminal(stream: ProgressStream): ProgressDisplay {
  let width = 0;
  return {
    show(text) {
      stream.write(`\r${text.padEnd(width)}`);
      width = text.length;
    },
    end() {
      if (width > 0) stream.write("\n");
      width = 0;
    },
  };
}

function intoPipe(stream: ProgressStream, clock: () => number): ProgressDisplay {
  let next = clock();
  let unsaid: string | undefined;
  const say = (text: string) => {
    stream.write(`${text}\n`);
    unsaid = undefined;
    next = clock() + pause;
  };
  return {
    show(text) {
      if (clock() >= next) say(text);
      else unsaid = text;
    },
    end() {
      if (unsaid !== undefined) say(unsaid);
    },
  };
}
