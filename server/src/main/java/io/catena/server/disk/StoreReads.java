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
 * Looks up what clients want to read or to know of what they write (Q6, D3): a few keys of which memory tells at once
 * on the loop, since handing them to another thread would cost more than the look-up; everything else, and all of it
 * once this turn of the loop has looked up enough, on threads for look-ups, so that no loop waits for a disk. Owned by
 * the replica's loop.
 */
final class StoreReads {
    /** More keys of one request go elsewhere. */
    static final int FEW_KEYS = 64;
    /** What one turn of the loop looks up itself. */
    static final int TURN_KEYS = 512;

    static final long TURN_BYTES = 256 << 10;

    /**
     * The store's content is being replaced. The replica knows, and does not take what was found before for an answer.
     */
    private static final List<VersionedValue> NOTHING = List.of();

    private final StoreReader store;
    private final LookUps lookUps;
    private final ReplicaLoop loop;
    private final long maxAnswerBytes;
    private final ReplicaDisk.Listener listener;
    private int keysLeft = TURN_KEYS;
    /** Below 0 if what was looked up was more than was expected: the next turns pay for it. */
    private long bytesLeft = TURN_BYTES;

    private boolean renewalComing;

    StoreReads(StoreReader store, StoreDisk.Ports ports, ReadBounds bounds, ReplicaDisk.Listener listener) {
        this.store = store;
        this.lookUps = new LookUps(store::get, ports.disk(), bounds.maxAnswerBytes(), bounds.maxHeldBytes());
        this.loop = ports.loop();
        this.maxAnswerBytes = bounds.maxAnswerBytes();
        this.listener = listener;
    }

    void read(Effect.ReadStore read) {
        renewInNextTurn();
        boolean few = read.keys().size() <= Math.min(FEW_KEYS, keysLeft);
        boolean atOnce = few && bytesLeft > 0 && !lookUps.hasAny(read.origin());
        List<VersionedValue> found = atOnce ? lookUpInMemory(read.keys()) : null;
        if (found == null) {
            readElsewhere(read);
        } else {
            tell(read.ticket(), found);
        }
    }

    /** The life is over: results of look-ups are dropped. */
    void end() {
        lookUps.end();
    }

    /** What was found, as much as one answer holds; nothing while the store cannot tell; null if the disk must. */
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
                    break; // one answer holds no more
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
        lookUps.add(read.origin(), read.keys(), new LookUps.Listener() {
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
