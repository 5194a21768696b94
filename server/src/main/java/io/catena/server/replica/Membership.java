package io.catena.server.replica;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.StoredState;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The node's access to the record of the chain's members. No read or write of a client waits for it (H18). Each call returns at
 * once; answers come on the replica's loop, once, or never when the process ends.
 */
public interface Membership {
    /**
     * Registers a life in place of the one before, and keeps it registered as long as it has its place. It tries until that is
     * done.
     *
     * @param stored what the life starts from
     * @param done called when it is registered
     */
    void register(Member life, StoredState stored, Runnable done);

    /** States what the controller is to know of the present life; only the last statement counts. */
    void report(ReplicaReport report);

    /**
     * Takes note that an epoch has taken full effect, and how far the chain has come.
     *
     * @param done whether note was taken
     */
    void activate(Effect.Activate wish, Consumer<Boolean> done);

    /** @param done the newest configuration; empty if there is none or it could not be read */
    void fetch(Consumer<Optional<Configuration>> done);
}
