package io.catena.bench.load;

/** Is told of a load while it runs, about once a second. */
public interface LoadProgress {
    /** Tells nobody. */
    LoadProgress NONE = (phase, done, perSecond) -> {};

    /**
     * What has happened so far.
     *
     * @param phase what is going on, for people
     * @param done how much of the phase is over, 0 to 1
     * @param perSecond operations a second since the last call
     */
    void update(String phase, double done, double perSecond);
}
