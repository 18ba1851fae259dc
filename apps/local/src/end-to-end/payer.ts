/** A form of a page: where it goes, and the fields that a person would fill in. */
interface Form {
  readonly action: string;
  readonly fields: Record<string, string>;
}

/**
 * Pays on the provider's page as a browser does: opens it, sends the card's form, answers the bank when it asks for
 * its code.
 * @param card the number of a test card
 * @returns where the payer is sent in the end: the shop's page
 */
export async function payByForms(confirmationUrl: string, card: string): Promise<string> {
  let step = await send(confirmationUrl, { number: card, expiry: "12/39", csc: "123" });
  if (step.includes("/3ds")) step = await send(step, { code: "1234" });
  return step;
}

/** Opens a page, fills in its form that has these fields, and answers where that leads. */
async function send(page: string, filled: Readonly<Record<string, string>>): Promise<string> {
  const shown = await fetch(page);
  const forms = formsOf(await shown.text());
  // A quick choice of a card is a form with the same fields, already filled in.
  const form = forms.find(({ fields }) => Object.keys(filled).every((name) => fields[name] === ""));
  if (!shown.ok || form === undefined)
    throw new Error(`no form for ${Object.keys(filled)} at ${page}: ${shown.status}`);
  const sent = await fetch(new URL(form.action, page), {
    method: "POST",
    body: new URLSearchParams({ ...form.fields, ...filled }),
    redirect: "manual",
  });
  const location = sent.headers.get("location");
  if (location === null) throw new Error(`the form leads nowhere: ${sent.status} ${await sent.text()}`);
  return new URL(location, page).href;
}

function formsOf(page: string): readonly Form[] {
  const forms: Form[] = [];
  new HTMLRewriter()
    .on("form", {
      element: (form) => {
        forms.push({ action: form.getAttribute("action") ?? "", fields: {} });
      },
    })
    .on("form input[name]", {
      element: (input) => {
        const form = forms.at(-1);
        if (form !== undefined && input.getAttribute("type") !== "checkbox")
          form.fields[input.getAttribute("name") ?? ""] = input.getAttribute("value") ?? "";
      },
    })
    .transform(page);
  return forms;
}
