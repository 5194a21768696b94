package io.catena.bench.load;

/** Receives the progress of a load while it runs, about once a second. */
public interface LoadProgress {
    /** Does nothing. */
    LoadProgress NONE = (phase, done, perSecond) -> {};

    /**
     * Reports the progress so far.
     *
     * @param phase the name of the phase, for users
     * @param done the share of the phase that is over, 0 to 1
     * @param perSecond operations per second since the last call
     */
    void update(String phase, double done, double perSecond);
}
