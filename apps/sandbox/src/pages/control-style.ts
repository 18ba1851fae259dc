export const controlStyle = `
.top { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: .75rem 2rem; align-items: center; padding: .9rem 1.5rem; background: var(--card);
  border-top: 6px solid; border-image: repeating-linear-gradient(135deg, #1d1b18 0 14px, #ffd479 14px 28px) 6 0 0 0 / 6px 0 0 0; box-shadow: 0 1px 0 var(--line); }
.top h1 { font-size: 1.3rem; }
.top > a { font-size: .9rem; }
.keys { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; font-size: .875rem; justify-content: flex-end; }
.keys div { display: flex; gap: .5rem; }
.keys dt { color: var(--soft); }
.keys dd { margin: 0; user-select: all; overflow-wrap: anywhere; }
.said { margin: 1rem 1.5rem 0; }
.board { display: grid; grid-template-columns: 18rem minmax(0, 1fr); gap: 1.25rem; padding: 1.25rem 1.5rem 3rem; align-items: start; max-width: 100rem; }
aside, main { display: grid; gap: 1.25rem; min-width: 0; }
.panel { background: var(--card); border-radius: .9rem; padding: 1.1rem 1.25rem 1.25rem; box-shadow: var(--shadow); display: grid; gap: .8rem; min-width: 0; scroll-margin-top: 4rem; }
.panel > * { min-width: 0; }
.panel h2 { display: flex; justify-content: space-between; align-items: center; }
.panel h3 { font-size: .95rem; margin: 1.1rem 0 .5rem; }
.button.small { min-height: 2.1rem; padding: .2rem .75rem; font-size: .875rem; }
.now time { display: block; font-size: 1.05rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.steps { display: grid; grid-template-columns: 1fr 1fr; gap: .4rem; }
.totals { display: grid; grid-template-columns: auto 1fr; gap: .2rem 1rem; margin: 0; }
.totals dt { color: var(--soft); }
.totals dt b { color: var(--ink); }
.totals dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.settings { display: grid; gap: .8rem; }
.panel input:not([type=checkbox]), .panel select { min-height: 2.3rem; padding: .3rem .6rem; font-size: .9rem; }
.panel input[type=file] { padding: .35rem; }
summary { cursor: pointer; font-weight: 600; font-size: .9rem; }
details[open] > summary { margin-bottom: .6rem; }
.inline { display: flex; flex-wrap: wrap; gap: .5rem; align-items: flex-end; }
.inline label { flex: 1 1 9rem; margin: 0; }
.inline + .inline { margin-top: .75rem; }
.sections { display: flex; flex-wrap: wrap; gap: .4rem; position: sticky; top: 0; z-index: 1; background: var(--paper); padding: .5rem 0; margin: -.5rem 0; }
.sections a { padding: .3rem .65rem; border: 1px solid var(--line); border-radius: 2rem; text-decoration: none; font-size: .84rem; font-weight: 600; background: var(--card); }
.sections .narrow { display: none; }
.sections a:hover { background: var(--tint); }
.scroll { overflow: auto; max-height: 34rem; margin: 0 -.5rem; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
th { position: sticky; top: 0; background: var(--card); text-align: left; font-size: .78rem; color: var(--soft); font-weight: 600; white-space: nowrap; }
th, td { padding: .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
tbody tr:last-child td { border-bottom: 0; }
td > div { display: flex; flex-direction: column; align-items: flex-start; gap: .3rem; }
td time, .sum { white-space: nowrap; font-variant-numeric: tabular-nums; }
td a, td .button { white-space: nowrap; }
td code { overflow-wrap: anywhere; font-size: .82rem; }
td code.whole { white-space: nowrap; min-width: 0; }
td code.id { color: var(--soft); font-size: .76rem; min-width: 9rem; }
.more { width: 100%; }
.more summary { color: var(--accent); white-space: nowrap; }
.order { border-top: 1px solid var(--line); padding-top: .8rem; }
.kinds { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15.5rem), 1fr)); gap: .75rem; align-items: start; }
.kind { display: flex; flex-direction: column; gap: .6rem; padding: .8rem .9rem .9rem; border: 1px solid var(--line); border-radius: .7rem; }
.kind p { display: flex; flex-direction: column; line-height: 1.35; }
.kind details > div + div { margin-top: .5rem; }
.kind details summary { font-weight: 400; color: var(--soft); }
.kind .button { margin-top: auto; }
@media (max-width: 60rem) {
  .top { grid-template-columns: minmax(0, 1fr) auto; padding: .8rem 1rem; }
  .keys { grid-row: 2; grid-column: 1 / -1; justify-content: flex-start; }
  .said { margin: 1rem 1rem 0; }
  .board { grid-template-columns: minmax(0, 1fr); padding: 1rem; }
  main { order: -1; }
  .sections .narrow { display: inline; }
}
@media (min-width: 34rem) and (max-width: 60rem) { aside { grid-template-columns: 1fr 1fr; align-items: start; } }
@media (max-width: 44rem) {
  .sections { flex-wrap: nowrap; overflow-x: auto; }
  .sections a { white-space: nowrap; }
  .scroll { max-height: 30rem; margin: 0; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, td { display: block; }
  tr { padding: .6rem 0; border-bottom: 1px solid var(--line); }
  tr:last-child { border-bottom: 0; }
  td { display: grid; grid-template-columns: 7rem minmax(0, 1fr); gap: .5rem; padding: .2rem 0; border: 0; }
  td::before { content: attr(data-head); color: var(--soft); font-size: .82rem; }
  td code.id { min-width: 0; }
}
`;

/**
 * Keeps the lists fresh every three seconds, except where somebody is at work; comes back to where the page was
 * after a form; sends a snapshot file. Without the script everything but the file works.
 */
export const controlScript = `
const busy = (part) => part.contains(document.activeElement) || part.querySelector("details[open]");
setInterval(async () => {
  if (document.hidden) return;
  const response = await fetch(location.pathname + location.search).catch(() => undefined);
  if (!response || !response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.querySelector('[data-live="' + part.dataset.live + '"]');
    if (next && next.innerHTML !== part.innerHTML && !busy(part)) part.innerHTML = next.innerHTML;
  }
}, 3000);
addEventListener("submit", () => sessionStorage.setItem("scroll", scrollY));
const scrolled = sessionStorage.getItem("scroll");
sessionStorage.removeItem("scroll");
if (scrolled) scrollTo(0, Number(scrolled));
const restore = document.getElementById("restore");
restore.hidden = false;
restore.querySelector("input").addEventListener("change", async (event) => {
  const response = await fetch("/control/restore", {
    method: "POST", headers: { "content-type": "application/json" }, body: await event.target.files[0].text(),
  });
  const query = new URLSearchParams(location.search);
  query.delete("done");
  query.delete("refused");
  query.set(response.ok ? "done" : "refused", response.ok ? "POST /restore" : (await response.json()).error);
  location.search = query;
});
`;
