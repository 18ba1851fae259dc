import { playActs } from "./play-acts.ts";

playActs("money", 42);
