/**
 * What answers to the name `docker` in the shell of the book: it passes what was typed, and its input, to the stand-in
 * of the test, and says what that answers.
 */
const answer = await fetch(process.env.COMPOSE_STAND_IN ?? "", {
  method: "POST",
  body: JSON.stringify({
    words: process.argv.slice(2),
    folder: process.cwd(),
    input: await Bun.stdin.text(),
  }),
});
process.stdout.write(await answer.text());
process.exitCode = Number(answer.headers.get("exit-code"));

export {};
