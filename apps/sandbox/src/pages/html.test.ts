import { expect, test } from "bun:test";
import { html, safeAddress, trusted } from "./html.ts";

test("escapes everything that is not markup, in text and in attributes", () => {
  const evil = `<script>alert("x & 'y'")</script>`;
  expect(html`<p title="${evil}">${evil}</p>`.text).toBe(
    '<p title="&lt;script&gt;alert(&quot;x &amp; &#39;y&#39;&quot;)&lt;/script&gt;">' +
      "&lt;script&gt;alert(&quot;x &amp; &#39;y&#39;&quot;)&lt;/script&gt;</p>",
  );
});

test("keeps markup, joins lists, prints numbers and leaves out nothings", () => {
  const items = ["a", "<b>"].map((item) => html`<li>${item}</li>`);
  expect(html`${trusted("<hr>")}<ul>${items}</ul>${0}${false}${null}${undefined}${""}`.text).toBe(
    "<hr><ul><li>a</li><li>&lt;b&gt;</li></ul>0",
  );
});

test("lets only web addresses through", () => {
  expect(safeAddress("https://cinema.test/?a=1")).toBe("https://cinema.test/?a=1");
  expect(safeAddress("javascript:alert(1)")).toBe("#");
  expect(safeAddress(" javascript:alert(1)//https://")).toBe("#");
});
