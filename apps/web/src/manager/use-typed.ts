import { useState } from "react";

/** What is being typed or chosen into a field; begins anew when the address comes to say something else. */
export function useTyped<Value>(said: Value): [Value, (to: Value) => void] {
  const [typed, setTyped] = useState({ said, value: said });
  if (typed.said !== said) setTyped({ said, value: said });
  return [typed.said === said ? typed.value : said, (value) => setTyped({ said, value })];
}
