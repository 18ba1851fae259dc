/** The viewer's pages; any other address shows that there is none. */
export const paths = { plans: "/", subscription: "/subscription", return: "/return", card: "/card" } as const;
