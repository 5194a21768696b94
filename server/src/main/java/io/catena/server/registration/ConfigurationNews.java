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

    /**
     * What follows from a configuration that was read.
     *
     * @param isNews whether it is to be told
     * @param wentBack how it shows that ZooKeeper has lost what it knew; empty if it does not
     */
    public record Verdict(boolean isNews, String wentBack) {}

    private static final Verdict KNOWN = new Verdict(false, "");

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
    public Verdict of(Configuration found, long createdZxid) {
        if (found == null) {
            return told == null
                    ? KNOWN
                    : wentBack("ZooKeeper has lost the configuration; epoch " + told.epoch() + " was seen");
        }
        if (told != null && isBehind(found, createdZxid)) {
            return wentBack("ZooKeeper shows epoch " + found.epoch()
                    + " of a configuration made anew or restored; epoch " + told.epoch() + " was seen");
        }
        if (told != null && found.epoch() == told.epoch()) {
            return KNOWN;
        }
        told = found;
        toldCreatedZxid = createdZxid;
        return new Verdict(true, "");
    }

    private static Verdict wentBack(String how) {
        return new Verdict(false, how);
    }

    /** Whether this cannot have followed what was told. */
    private boolean isBehind(Configuration found, long createdZxid) {
        return createdZxid != toldCreatedZxid
                || found.epoch() < told.epoch()
                || found.epoch() == told.epoch() && !found.equals(told);
    }
}
