package io.catena.server.disk;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Key;
import io.catena.server.chain.VersionedValue;
import io.catena.server.replica.ReplicaDisk;
import io.catena.server.storage.IncompleteStoreException;
import io.catena.server.storage.StoreReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks up keys that clients want to read, or whose present values their writes need (Q6, D3). The loop itself looks up
 * a few keys if their values are in memory, since handing them to another thread would cost more than the look-up. All
 * other look-ups, and all of them once this turn of the loop has reached its limit, run on threads for look-ups, so
 * that no loop waits for a disk. Owned by the replica's loop.
 */
final class StoreReads {
    /** Requests with more keys are looked up on other threads. */
    static final int FEW_KEYS = 64;
    /** How many keys one turn of the loop looks up itself. */
    static final int TURN_KEYS = 512;

    static final long TURN_BYTES = 256 << 10;

    /**
     * The result while the content of the store is being replaced. The replica knows that, and does not use it as an
     * answer.
     */
    private static final List<VersionedValue> NOTHING = List.of();

    private final StoreReader store;
    private final LookUps.OfLife lookUps;
    private final ReplicaLoop loop;
    private final long maxAnswerBytes;
    private final ReplicaDisk.Listener listener;
    private int keysLeft = TURN_KEYS;
    /** Below 0 if a look-up has found more than expected; the following turns look up less for it. */
    private long bytesLeft = TURN_BYTES;

    private boolean renewalComing;

    StoreReads(StoreReader store, ReplicaLoop loop, LookUps lookUps, ReplicaDisk.Listener listener) {
        this.store = store;
        this.lookUps = lookUps.of(store::get);
        this.loop = loop;
        this.maxAnswerBytes = lookUps.bounds().maxAnswerBytes();
        this.listener = listener;
    }

    void read(Effect.ReadStore read) {
        renewInNextTurn();
        boolean few = read.keys().size() <= Math.min(FEW_KEYS, keysLeft);
        boolean atOnce = few && bytesLeft > 0 && !lookUps.waits(read.origin(), read.mayWait());
        List<VersionedValue> found = atOnce ? lookUpInMemory(read.keys()) : null;
        if (found == null) {
            readElsewhere(read);
        } else {
            tell(read.ticket(), found);
        }
    }

    /** Drops all look-ups that wait. */
    void end() {
        lookUps.end();
    }

    /** The values that one answer can have; empty while the store is incomplete; null if the disk must be read. */
    private List<VersionedValue> lookUpInMemory(List<Key> keys) {
        List<VersionedValue> found = new ArrayList<>(keys.size());
        long enoughAt = bytesLeft - maxAnswerBytes;
        try {
            for (Key key : keys) {
                VersionedValue value = store.getFromMemory(key);
                if (value == null) {
                    return null;
                }
                found.add(value);
                bytesLeft -= value.exists() ? value.value().length : 0;
                if (bytesLeft < enoughAt) {
                    break; // one answer has no room for more
                }
            }
        } catch (IncompleteStoreException e) {
            return NOTHING;
        } finally {
            keysLeft -= found.size();
        }
        return found;
    }

    private void renewInNextTurn() {
        if (renewalComing) {
            return;
        }
        renewalComing = true;
        loop.inNextTurn(() -> {
            renewalComing = false;
            keysLeft = TURN_KEYS;
            bytesLeft = Math.min(TURN_BYTES, bytesLeft + TURN_BYTES);
        });
    }

    private void readElsewhere(Effect.ReadStore read) {
        lookUps.add(read.origin(), read.keys(), read.mayWait(), new LookUps.Listener() {
            @Override
            public void found(List<VersionedValue> values) {
                loop.add(() -> {
                    tell(read.ticket(), values);
                    lookUps.taken(values);
                });
            }

            @Override
            public void failed(Throwable e) {
                if (e instanceof IncompleteStoreException) {
                    found(NOTHING);
                } else {
                    loop.add(() -> listener.readFailed(e));
                }
            }
        });
    }

    private void tell(long ticket, List<VersionedValue> values) {
        listener.done(new Event.StoreRead(ticket, values));
    }
}
