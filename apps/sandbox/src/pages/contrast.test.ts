import { describe, expect, test } from "bun:test";
import { baseStyle } from "./layout.ts";

/** Contrast of WCAG 2.2: text needs 4.5, the edge of a control and the focus ring need 3. */
const pairs: readonly (readonly [ink: string, paper: string, least: number])[] = [
  ["ink", "paper", 4.5],
  ["ink", "card", 4.5],
  ["ink", "tint", 4.5],
  ["soft", "paper", 4.5],
  ["soft", "card", 4.5],
  ["soft", "sunken", 4.5],
  ["accent", "paper", 4.5],
  ["accent", "card", 4.5],
  ["accent", "tint", 4.5],
  ["accent-strong", "card", 4.5],
  ["on-accent", "accent", 4.5],
  ["on-accent", "accent-strong", 4.5],
  ["good", "good-tint", 4.5],
  ["bad", "bad-tint", 4.5],
  ["bad", "card", 4.5],
  ["bad", "paper", 4.5],
  ["warn", "warn-tint", 4.5],
  ["edge", "card", 3],
  ["edge", "paper", 3],
  ["focus", "card", 3],
  ["focus", "paper", 3],
];

const [light = "", dark = ""] = baseStyle.split("@media (prefers-color-scheme: dark)");

describe.each([
  ["light", light],
  ["dark", dark],
])("in the %s scheme", (_, style) => {
  test.each(pairs)("%s on %s reaches %d", (ink, paper, least) => {
    expect(contrast(colour(style, ink), colour(style, paper))).toBeGreaterThanOrEqual(least);
  });
});

function colour(style: string, name: string): readonly number[] {
  const hex = new RegExp(`--${name}: #([0-9a-f]{6})`).exec(style)?.[1];
  if (hex === undefined) {
    throw new Error(`no colour --${name}`);
  }
  return [0, 2, 4].map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255);
}

function contrast(one: readonly number[], other: readonly number[]): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(channels: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = channels.map((channel) =>
    channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
