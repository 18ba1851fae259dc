const key = "address-before-sign-in";

/** Keeps here what stands after `#` while somebody is away to sign in: it may name a person, so it is not sent along. */
export function keepHash(): void {
  const { pathname, search, hash } = window.location;
  if (hash !== "") sessionStorage.setItem(key, pathname + search + hash);
}

/** Puts it back into the address, if he has come back to where he was. */
export function bringHashBack(): void {
  const kept = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  const { pathname, search, hash } = window.location;
  if (hash === "" && kept?.startsWith(`${pathname}${search}#`)) window.history.replaceState(null, "", kept);
}
