export const confirmationStyle = `
.confirmation { max-width: 74rem; display: grid; grid-template-columns: minmax(0, 25rem) minmax(0, 1fr); gap: 1.5rem clamp(1.5rem, 4vw, 3rem); align-items: start; }
.confirmation.alone { max-width: 30rem; grid-template-columns: minmax(0, 1fr); }
@media (min-width: 52.01rem) and (min-height: 54rem) { .paying { position: sticky; top: 1.5rem; } }
.paying, .cards { display: grid; gap: 1.25rem; min-width: 0; }
.summary { display: grid; gap: .5rem; padding: 0 .25rem; }
.summary h1 { font-size: 1.05rem; color: var(--soft); font-weight: 600; letter-spacing: 0; }
.summary .what { font-size: 1.05rem; overflow-wrap: anywhere; }
.summary dl { margin-top: .25rem; }
#number { font-size: 1.15rem; letter-spacing: .04em; font-variant-numeric: tabular-nums; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; align-items: start; }
.saved { background: var(--tint); color: var(--ink); }
.leave { gap: .4rem; padding: 0 .25rem; text-align: center; }
.cards { gap: .9rem; padding-left: clamp(0rem, 3vw, 2rem); border-left: 1px solid var(--line); }
.cards h3 { font-size: .95rem; margin-top: .35rem; }
.groups { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); gap: 1rem 1.5rem; }
.group { align-content: start; display: grid; gap: .3rem; }
.group p { font-size: .9rem; }
.group code { font-size: .78rem; overflow-wrap: anywhere; }
.group > div { display: flex; flex-wrap: wrap; gap: .35rem; }
.fill button { min-height: 2.1rem; padding: .2rem .55rem; border: 1px solid var(--edge); border-radius: .5rem; background: var(--card); font-size: .84rem; cursor: pointer; }
.fill button:hover { border-color: var(--accent); background: var(--tint); }
.fill button[aria-pressed=true] { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); background: var(--tint); }
.fill .mono { color: var(--soft); }
@media (max-width: 52rem) {
  .confirmation { grid-template-columns: minmax(0, 1fr); }
  .paying { max-width: 34rem; }
  .cards { padding: 1.25rem 0 0; border-left: 0; border-top: 1px solid var(--line); }
  .fill button { min-height: 2.75rem; }
}
`;

/** Groups the digits while they are typed, and lets a click on a test card fill the form. */
export const confirmationScript = `
const form = document.getElementById("card-form");
const { number, expiry, csc } = form.elements;
const group = (digits) => digits.replace(/\\D/g, "").slice(0, 19).replace(/(.{4})(?=.)/g, "$1 ");
number.value = group(number.value);
number.addEventListener("input", () => {
  if (number.selectionStart === number.value.length) number.value = group(number.value);
});
expiry.addEventListener("input", (event) => {
  if (event.inputType === "deleteContentBackward") return;
  const digits = expiry.value.replace(/\\D/g, "");
  if (digits.length >= 2 && digits.length <= 4) expiry.value = digits.slice(0, 2) + " / " + digits.slice(2);
});
document.querySelector(".with-script").hidden = false;
document.querySelector(".without-script").hidden = true;
const fills = [...document.querySelectorAll(".fill")];
for (const fill of fills) {
  fill.addEventListener("submit", (event) => {
    event.preventDefault();
    const card = fill.elements;
    number.value = group(card.number.value);
    expiry.value = card.expiry.value.replace("/", " / ");
    csc.value = card.csc.value;
    for (const input of [number, expiry, csc]) {
      input.removeAttribute("aria-invalid");
      document.getElementById(input.id + "-error")?.remove();
    }
    for (const other of fills) other.querySelector("button").setAttribute("aria-pressed", String(other === fill));
    const filled = document.getElementById("filled");
    filled.textContent = filled.dataset.text + " " + fill.querySelector("button").textContent;
    form.scrollIntoView({ block: "nearest" });
    form.querySelector("button").focus();
  });
}
`;
