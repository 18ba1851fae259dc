/**
 * Refunds whose reason is in a viewer's own words, or a service's that speaks for him, as a condition in SQL: it may
 * name him, so that it is not taken out in tables and goes with him.
 */
export const inOwnWords = "(requested_by like 'viewer:%' or requested_by like 'service:%')";
