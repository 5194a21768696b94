package io.catena.simulation.checker;

/**
 * When to give up.
 *
 * @param configurations the most configurations to remember for one key; each takes some hundred bytes of memory.
 *     The same history with the same bound always gives the same verdict, as long as time does not run out
 * @param timeoutMillis the most time to spend on one check; 0 for no bound
 */
public record SearchLimits(long configurations, long timeoutMillis) {
    /** Two million configurations, one minute. */
    public static final SearchLimits DEFAULT = new SearchLimits(2_000_000, 60_000);

    /** @throws IllegalArgumentException if a bound is negative, or nothing could be looked at */
    public SearchLimits {
        if (configurations < 1 || timeoutMillis < 0) {
            throw new IllegalArgumentException("limits must be positive: " + configurations + ", " + timeoutMillis);
        }
    }

    /** As many configurations, less time. */
    SearchLimits withTimeoutMillis(long millis) {
        return new SearchLimits(configurations, millis);
    }
}
