import { playActs } from "./play-acts.ts";

playActs("house", 43);
