import { playActs } from "./play-acts.ts";

playActs("servers", 41);
