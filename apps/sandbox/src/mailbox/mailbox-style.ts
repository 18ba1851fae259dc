/** The look of the mailbox: two columns where there is room, one after the other on a phone. */
export const mailboxStyle = `
body { min-height: 100vh; display: grid; grid-template-rows: auto 1fr; }
.top { display: flex; justify-content: space-between; align-items: flex-start; gap: 1rem; padding: 1rem 1.25rem; }
.top h1 { font-size: 1.25rem; }
.top > a { font-size: .9rem; white-space: nowrap; padding-top: .2rem; }
main { display: grid; grid-template-columns: minmax(16rem, 23rem) minmax(0, 1fr); gap: 0; border-top: 1px solid var(--line); min-height: 0; }
main > nav { padding: 1rem; display: grid; gap: 1rem; align-content: start; border-right: 1px solid var(--line); }
.filter { display: flex; gap: .5rem; }
.filter input { min-width: 0; }
ol { list-style: none; margin: 0; padding: 0; display: grid; gap: .25rem; }
ol a { display: block; padding: .55rem .75rem; border-radius: .6rem; color: inherit; text-decoration: none; border-left: 4px solid transparent; }
ol a:hover { background: var(--sunken); color: inherit; }
ol a[aria-current] { background: var(--card); border-left-color: var(--accent); box-shadow: var(--shadow); }
.line { display: flex; justify-content: space-between; gap: .75rem; font-size: .84rem; }
.line time { white-space: nowrap; }
.line .to { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--soft); }
ol b { display: block; font-weight: 600; line-height: 1.35; overflow-wrap: anywhere; }
.empty { padding: 1.25rem; border: 1px dashed var(--edge); border-radius: .75rem; display: grid; gap: .4rem; }
article { background: var(--card); padding: 1.25rem clamp(1rem, 3vw, 2rem) 0; display: flex; flex-direction: column; gap: .9rem; min-width: 0; }
article h2 { font-size: 1.35rem; line-height: 1.3; overflow-wrap: anywhere; }
.hint { padding: 1rem 0; }
.back { display: none; }
dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .15rem 1rem; margin: 0; font-size: .9rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.tabs { display: flex; gap: .25rem; border-bottom: 1px solid var(--line); overflow-x: auto; overflow-y: hidden; }
.tabs a { padding: .55rem .9rem; color: var(--soft); text-decoration: none; border-bottom: 3px solid transparent; margin-bottom: -1px; white-space: nowrap; }
.tabs a:hover { color: var(--ink); }
.tabs a[aria-current] { color: var(--ink); font-weight: 600; border-bottom-color: var(--accent); }
iframe { flex: 1; width: 100%; min-height: 65vh; border: 0; background: #fff; border-radius: .5rem; color-scheme: light; margin-bottom: 1rem; }
pre { margin: 0 0 1rem; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; line-height: 1.55; }
pre.mono { font-family: ui-monospace, Menlo, Consolas, "Liberation Mono", monospace; font-size: .84rem; background: var(--sunken); padding: 1rem; border-radius: .6rem; }
pre.text { max-width: 44rem; }
.headers { grid-template-columns: minmax(8rem, max-content) minmax(0, 1fr); gap: .4rem 1rem; padding-bottom: 1rem; }
.headers dd { white-space: pre-wrap; }
details { border-top: 1px solid var(--line); padding-top: .75rem; }
summary { cursor: pointer; font-weight: 600; }
details > * + * { margin-top: .75rem; }
details ul { padding-left: 1.2rem; margin-bottom: 0; }
.order { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; align-items: end; }
.order .button { grid-column: 1 / -1; }
@media (max-width: 48rem) {
  main { grid-template-columns: minmax(0, 1fr); border-top: 0; }
  main > nav { border-right: 0; padding-top: 0; }
  .choosing article, .reading > nav { display: none; }
  .reading article { border-top: 1px solid var(--line); }
  .back { display: inline-block; padding: .25rem 0; }
  .tabs a { padding-inline: .6rem; font-size: .95rem; }
  .headers { grid-template-columns: minmax(0, 1fr); }
  .headers dd { margin-bottom: .5rem; }
}
`;

/** New letters come into the list by themselves; the letter being read is left in peace. */
export const mailboxScript = `
const list = document.getElementById("list");
setInterval(async () => {
  if (document.hidden) return;
  const response = await fetch(location.href).catch(() => undefined);
  if (!response || !response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("list");
  if (!fresh || fresh.innerHTML === list.innerHTML) return;
  const focused = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  list.innerHTML = fresh.innerHTML;
  if (focused) list.querySelector('a[href="' + CSS.escape(focused) + '"]')?.focus();
}, 3000);
`;
