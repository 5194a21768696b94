package io.catena.server.chain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds out what keys hold, for the conditions and previous values of writes that wait to be taken into a record (W2).
 * The store is asked for what the log in memory does not tell, while everything else goes on.
 *
 * <p>What was found counts as long as no record that was appended since changes the key: no record of the log changes
 * it then, and the store holds all that is applied. Values for answers to clients are held up to a limit: a request for
 * which there is no room waits for its turn. Of a key whose value no answer needs only the version is kept.
 */
final class LookUpStage implements WriteQueue.Stage {
    /** Limit of the values that are held, as a multiple of {@link ReplicaSettings#maxPreviousBytes}. */
    private static final int HELD_RECORDS = 2;

    private final SharedState shared;
    /** Is told of each request that has become ready. */
    private final Consumer<WriteRequest> ready;
    /** Is told of each request that had left before the store answered. */
    private final Consumer<WriteRequest> over;
    /** Look-ups of the requests that wait, by ticket. */
    private final Map<Long, LookUp> lookUps = new HashMap<>();
    /** Look-ups that have found a key or ask for it, by key. */
    private final Map<Key, List<LookUp>> watched = new HashMap<>();
    /** Look-ups that cannot ask the store yet. */
    private final ArrayDeque<LookUp> waiting = new ArrayDeque<>();
    /** Requests that have left while the store was asked, by ticket. */
    private final Map<Long, WriteRequest> abandoned = new HashMap<>();
    /** Bytes of the values that are held, or that look-ups under way may find. */
    private long heldBytes;

    private static final class LookUp {
        final WriteRequest request;
        /** What the store told. Of a value that exists but is not held, only the version is there. */
        final Map<Key, VersionedValue> found = new HashMap<>();
        /** Keys whose values the answer needs. */
        final Set<Key> told = new HashSet<>();
        /** The keys that the store is asked for; null if it is not asked. */
        List<Key> asked;
        /** Of these, the keys that no record has changed meanwhile. */
        final Set<Key> awaited = new HashSet<>();
        /** Whether it waits until the store can be asked. */
        boolean waits;
        /** Bytes of values for which room is reserved. */
        long reservedBytes;

        LookUp(WriteRequest request) {
            this.request = request;
            for (WriteCommand command : request.commands()) {
                if (command.wantPrevious()) {
                    told.add(command.key());
                }
            }
        }

        long foundBytes() {
            long bytes = 0;
            for (VersionedValue value : found.values()) {
                bytes += value.exists() ? value.value().length : 0;
            }
            return bytes;
        }
    }

    LookUpStage(SharedState shared, Consumer<WriteRequest> ready, Consumer<WriteRequest> over) {
        this.shared = shared;
        this.ready = ready;
        this.over = over;
    }

    @Override
    public boolean isReady(WriteRequest request) {
        if (!request.looksUp()) {
            return true;
        }
        LookUp lookUp = lookUps.get(request.ticket());
        Map<Key, VersionedValue> found = lookUp == null ? Map.of() : lookUp.found;
        for (WriteCommand command : request.commands()) {
            if (command.looksUp() && !isKnown(command.key(), found)) {
                return false;
            }
        }
        return true;
    }

    private boolean isKnown(Key key, Map<Key, VersionedValue> found) {
        return found.containsKey(key) || inLog(key) != null;
    }

    private VersionedValue inLog(Key key) {
        return shared.log.newest(key, shared.log.end());
    }

    @Override
    public void prepare(WriteRequest request) {
        LookUp lookUp = lookUps.computeIfAbsent(request.ticket(), ticket -> new LookUp(request));
        if (lookUp.asked != null || lookUp.waits) {
            return;
        }
        forgetValues(lookUp);
        lookUp.waits = true;
        waiting.addLast(lookUp);
        run();
    }

    /**
     * Some keys must be asked for again. A request that held room while it waits behind others that need room would
     * keep all of them from going on.
     */
    private void forgetValues(LookUp lookUp) {
        lookUp.found.entrySet().removeIf(entry -> {
            boolean isHeld = entry.getValue().exists();
            if (isHeld) {
                unwatch(entry.getKey(), lookUp);
            }
            return isHeld;
        });
        release(lookUp, 0);
    }

    /** A request that held room for values while others before it have none would keep all of them from going on. */
    @Override
    public void foresee(WriteRequest request) {
        boolean needsRoom = request.commands().stream().anyMatch(WriteCommand::wantPrevious);
        if (!needsRoom && !isReady(request)) {
            prepare(request);
        }
    }

    /**
     * Asks the store for the look-ups that wait, as far as there is room, unless the store's content is being replaced.
     */
    void run() {
        while (!waiting.isEmpty() && !shared.resetting && shared.partialSnapshot == null) {
            LookUp next = waiting.peekFirst();
            long neededBytes = neededBytes(next);
            if (heldBytes > 0 && heldBytes + neededBytes > mostHeldBytes()) {
                return;
            }
            waiting.removeFirst().waits = false;
            next.reservedBytes += neededBytes;
            heldBytes += neededBytes;
            ask(next);
        }
    }

    private long mostHeldBytes() {
        return (long) HELD_RECORDS * shared.settings.maxPreviousBytes();
    }

    /** Room for what the look-up may find, beyond what it has reserved. */
    private long neededBytes(LookUp lookUp) {
        long mostBytes = Math.min(
                lookUp.told.size() * (long) VersionedValue.MAX_VALUE_BYTES, shared.settings.maxPreviousBytes());
        return mostBytes - lookUp.reservedBytes;
    }

    /** Asks the store for what is not known; if all is known, the request is ready. */
    private void ask(LookUp lookUp) {
        Set<Key> unknown = new LinkedHashSet<>();
        for (WriteCommand command : lookUp.request.commands()) {
            if (command.looksUp() && !isKnown(command.key(), lookUp.found)) {
                unknown.add(command.key());
            }
        }
        if (unknown.isEmpty()) {
            release(lookUp, lookUp.foundBytes());
            ready.accept(lookUp.request);
            return;
        }
        lookUp.asked = List.copyOf(unknown);
        for (Key key : lookUp.asked) {
            lookUp.awaited.add(key);
            watched.computeIfAbsent(key, k -> new ArrayList<>(1)).add(lookUp);
        }
        // The room that is reserved for it is what others wait for.
        shared.emit(new Effect.ReadStore(lookUp.request.ticket(), lookUp.request.origin(), lookUp.asked, false));
    }

    /**
     * The store has told what the keys that it was asked for hold, or the first few of them.
     *
     * @return whether it was a look-up of this class
     */
    boolean storeRead(long ticket, List<VersionedValue> values) {
        WriteRequest hasLeft = abandoned.remove(ticket);
        if (hasLeft != null) {
            over.accept(hasLeft);
            return true;
        }
        LookUp lookUp = lookUps.get(ticket);
        if (lookUp == null) {
            return false;
        }
        Invariant.check(!values.isEmpty(), "the store tells the head nothing for ticket %d", ticket);
        long foundBytes = lookUp.foundBytes();
        for (int i = 0; i < lookUp.asked.size(); i++) {
            Key key = lookUp.asked.get(i);
            if (lookUp.awaited.contains(key) && i < values.size()) {
                VersionedValue kept = kept(lookUp, key, values.get(i), foundBytes);
                foundBytes += kept.exists() ? kept.value().length : 0;
                lookUp.found.put(key, kept);
            } else if (lookUp.awaited.contains(key)) {
                unwatch(key, lookUp);
            }
        }
        lookUp.awaited.clear();
        lookUp.asked = null;
        ask(lookUp);
        return true;
    }

    private static VersionedValue kept(LookUp lookUp, Key key, VersionedValue value, long foundBytes) {
        boolean isHeld = value.exists()
                && lookUp.told.contains(key)
                && foundBytes + value.value().length <= lookUp.reservedBytes;
        return isHeld ? value : new VersionedValue(null, value.version());
    }

    /** A record changes keys: what was found of them before is void. */
    void appended(LogRecord record) {
        if (watched.isEmpty()) {
            return;
        }
        for (LoggedWrite write : record.writes()) {
            List<LookUp> changed = write.changesKey() ? watched.remove(write.key()) : null;
            if (changed != null) {
                for (LookUp lookUp : changed) {
                    lookUp.found.remove(write.key());
                    lookUp.awaited.remove(write.key());
                }
            }
        }
    }

    /**
     * What the keys of a request that is {@link #isReady ready} hold, behind all that is in the log; of values that are
     * too large for the answer only the versions.
     */
    Map<Key, VersionedValue> known(WriteRequest request) {
        if (!request.looksUp()) {
            return Map.of();
        }
        LookUp lookUp = lookUps.get(request.ticket());
        Map<Key, VersionedValue> known = new HashMap<>();
        for (WriteCommand command : request.commands()) {
            if (command.looksUp() && !known.containsKey(command.key())) {
                VersionedValue found = lookUp == null ? null : lookUp.found.get(command.key());
                known.put(command.key(), found == null ? inLog(command.key()) : found);
            }
        }
        return known;
    }

    @Override
    public boolean leaves(WriteRequest request) {
        LookUp lookUp = lookUps.remove(request.ticket());
        if (lookUp == null) {
            return true;
        }
        boolean isAsked = lookUp.asked != null;
        if (isAsked) {
            abandoned.put(request.ticket(), request);
        }
        lookUp.awaited.forEach(key -> unwatch(key, lookUp));
        lookUp.found.keySet().forEach(key -> unwatch(key, lookUp));
        if (lookUp.waits) {
            waiting.remove(lookUp);
        }
        release(lookUp, 0);
        return !isAsked;
    }

    private void unwatch(Key key, LookUp lookUp) {
        List<LookUp> all = watched.get(key);
        all.remove(lookUp);
        if (all.isEmpty()) {
            watched.remove(key);
        }
    }

    private void release(LookUp lookUp, long keptBytes) {
        heldBytes -= lookUp.reservedBytes - keptBytes;
        lookUp.reservedBytes = keptBytes;
    }
}
