import {
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from "@mantine/core";

/** The cinema's gold, dark enough in its strong shades to be read on white (WCAG AA). */
const gold: MantineColorsTuple = [
  "#fff8e1",
  "#ffefc2",
  "#ffdf85",
  "#ffcf4a",
  "#f2b215",
  "#c98d00",
  "#8a6000",
  "#744f00",
  "#5d3f00",
  "#472f00",
];

/** Its own way of finding words that can be read on the gold looks at the light theme's shade only. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const isGold = (input.color ?? input.theme.primaryColor) === input.theme.primaryColor;
  return input.variant === "filled" && isGold
    ? { ...colors, color: "var(--mantine-primary-color-contrast)" }
    : colors;
};

export const theme = createTheme({
  primaryColor: "gold",
  primaryShade: { light: 7, dark: 4 },
  colors: { gold },
  autoContrast: true,
  variantColorResolver,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif',
  defaultRadius: "md",
  cursorType: "pointer",
  components: {
    // Their own colours of words on a tint are too faint to be read by everybody.
    Alert: { styles: { title: { color: "var(--mantine-color-text)" } } },
    // In a narrow column it would be cut short to a few letters.
    Badge: { defaultProps: { variant: "dot" }, styles: { root: { minWidth: "max-content" } } },
    // The browser's own margin puts it out of line with the fields around it.
    Fieldset: { styles: { root: { marginInline: 0 } } },
    // To lock the page behind it, its library writes a style without our nonce.
    Modal: { defaultProps: { lockScroll: false } },
    Drawer: { defaultProps: { lockScroll: false } },
  },
});

/** The page's own nonce, without which the browser takes no style that a script writes. */
export function styleNonce(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]');
  return meta?.nonce ?? "";
}
