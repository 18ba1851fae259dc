import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Console } from "./console.tsx";
import { bringHashBack } from "./kept-hash.ts";

const root = document.getElementById("root");
if (root === null) throw new Error("manager.html has no #root");
bringHashBack();
createRoot(root).render(
  <StrictMode>
    <Console />
  </StrictMode>,
);
