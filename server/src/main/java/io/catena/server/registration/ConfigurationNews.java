package io.catena.server.registration;

import io.catena.server.chain.Configuration;

/**
 * Tells which configuration is news. Epochs only rise: a lower one, another one of the same number, or a znode that was
 * made anew shows that ZooKeeper has lost what it knew. Some may be skipped.
 */
public final class ConfigurationNews {
    /** The configuration that was told last, and the creation of its znode; null before the first. */
    private Configuration told;

    private long toldCreatedZxid;

    /** Is told what follows from a configuration that was read. */
    public interface Listener {
        /** It is news. If this throws an exception, it still is at the next look. */
        void isNews(Configuration found);

        /** It shows that ZooKeeper has lost what it knew. */
        void wentBack(String how);
    }

    /** The configuration that was told last; null before the first. */
    public Configuration told() {
        return told;
    }

    /**
     * Takes a configuration that was read.
     *
     * @param found null if there is none
     * @param createdZxid of its znode
     */
    public void take(Configuration found, long createdZxid, Listener listener) {
        if (found == null) {
            if (told != null) {
                listener.wentBack("ZooKeeper has lost the configuration; epoch " + told.epoch() + " was seen");
            }
        } else if (told != null && isBehind(found, createdZxid)) {
            listener.wentBack("ZooKeeper shows epoch " + found.epoch()
                    + " of a configuration made anew or restored; epoch " + told.epoch() + " was seen");
        } else if (told == null || found.epoch() != told.epoch()) {
            listener.isNews(found);
            told = found;
            toldCreatedZxid = createdZxid;
        }
    }

    /** Whether this cannot have followed what was told. */
    private boolean isBehind(Configuration found, long createdZxid) {
        return createdZxid != toldCreatedZxid
                || found.epoch() < told.epoch()
                || found.epoch() == told.epoch() && !found.equals(told);
    }
}
