import { expect, test } from "bun:test";
import { type DifferenceObstacle, differenceObstacles, obstacleNamed } from "./difference-obstacle.ts";

test("every obstacle is told by the sentence it is written down with", () => {
  for (const [name, sentence] of Object.entries(differenceObstacles))
    expect<DifferenceObstacle | undefined>(obstacleNamed(sentence)).toBe(name as DifferenceObstacle);
});

test("one that names an approval is told, too, and what a broken repair said is none of them", () => {
  const waiting = `${differenceObstacles.second_person}: approval 0198a000-0000-7000-8000-000000000001.`;
  expect(obstacleNamed(waiting)).toBe("second_person");
  expect(obstacleNamed("there is no payment 7")).toBeUndefined();
  expect(obstacleNamed("")).toBeUndefined();
});
