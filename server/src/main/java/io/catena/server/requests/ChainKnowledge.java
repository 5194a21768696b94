package io.catena.server.requests;

/** What a node knows of one chain's members. Owned by the replicas' loop. */
public interface ChainKnowledge {
    /** Of a chain of which the node hears all news. */
    ChainKnowledge OF_EACH_NEWS = new ChainKnowledge() {
        @Override
        public void whenKnown(long limitMillis, Runnable then) {
            then.run();
        }

        @Override
        public void doubt() {}
    };

    /**
     * Goes on as soon as the members are known, or when they were not found in time; perhaps at once.
     *
     * @param limitMillis nobody waits longer
     */
    void whenKnown(long limitMillis, Runnable then);

    /** A member has not done what was asked of it: perhaps it is none any more. */
    void doubt();
}
