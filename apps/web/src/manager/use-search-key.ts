import { useLocalStorage } from "@mantine/hooks";

/**
 * Whether the key "/" leads to the search, as this browser remembers it: who speaks to his computer may press keys
 * by chance, so it can be switched off (WCAG 2.1.4).
 */
export function useSearchKey(): [boolean, (to: boolean) => void] {
  const [isOn, turn] = useLocalStorage({
    key: "search-key",
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  return [isOn, turn];
}
