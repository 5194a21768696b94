package io.catena.server.rpc;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Memory of one kind, in bytes, that all connections share (Q7). It is bounded as a whole, and no connection can use it up
 * for the others:
 * <ul>
 * <li>A connection that holds more than is free should take no more for the time being ({@link Account#hasItsShare}).
 *     So n connections that want all of it end up with one of n + 1 equal parts each, and one part stays free
 *     (Choudhury and Hahne, "Dynamic queue length thresholds for shared-memory packet switches").
 * <li>The connections of a source together are admitted no more than three times what is left free: three quarters of it for
 *     one source, three sevenths each for two. A sixteenth of all is for those of them that hold little.
 * <li>If more than the limit is in use all the same, a connection is shed: of the source that holds the most, or at least three
 *     quarters as much, one that holds about the most; of these the oldest. A connection without a source is one by itself.
 * </ul>
 *
 * <p>For one thread.
 */
public final class Budget {
    /** One of this number of parts is kept free for accounts that hold little. */
    private static final int PARTS = 8;
    /** A source may hold this many times what is free. */
    private static final int SOURCE_TIMES = 3;
    /** One of this number of parts is kept, of what a source may hold, for its accounts that hold little. */
    private static final int SOURCE_PARTS = 16;
    /** An account holds little if it holds less than the limit divided by this. */
    private static final int LITTLE_PARTS = 64;

    private final long limitBytes;
    /** The accounts that hold something, the oldest first. */
    private final Set<Account> holders = new LinkedHashSet<>();

    /** What all accounts of a source hold. */
    private final Map<Long, Long> ofSource = new HashMap<>();

    private long usedBytes;
    /** The bytes of accounts that were shed and have not given them back yet. */
    private long leavingBytes;

    /** The owner of an account; it can be made to give back what the account holds. */
    @FunctionalInterface
    public interface Holder {
        /** Gives back everything, at once or soon. Called at most once. */
        void shed(String reason);
    }

    public Budget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    long usedBytes() {
        return usedBytes;
    }

    public Account open(Holder holder) {
        return new Account(holder);
    }

    private void shedLargest() {
        while (usedBytes - leavingBytes > limitBytes) {
            Account large = oldestOfTheLargest();
            large.isShed = true;
            leavingBytes += large.heldBytes;
            large.holder.shed("it holds " + large.heldBytes + " of " + usedBytes
                    + " bytes in use, about the most of all connections; at most " + limitBytes + " may be in use");
        }
    }

    /** Of the accounts that hold about the most, of the sources that hold about the most, the one that came first. */
    private Account oldestOfTheLargest() {
        List<Account> all = holders.stream().filter(account -> !account.isShed).toList();
        List<Account> ofTheLargest = thoseWithMuch(all, Account::heldBySource);
        return thoseWithMuch(ofTheLargest, Account::heldBytes).get(0);
    }

    /** Those with at least about three quarters of the most. */
    private static List<Account> thoseWithMuch(List<Account> accounts, ToLongFunction<Account> bytes) {
        long mostBytes = accounts.stream().mapToLong(bytes).max().orElseThrow();
        long muchBytes = mostBytes - mostBytes / 4;
        return accounts.stream()
                .filter(account -> bytes.applyAsLong(account) >= muchBytes)
                .toList();
    }

    /** What one connection holds. */
    public final class Account {
        private final Holder holder;
        /** Null if it is one by itself. */
        private Long source;

        private long heldBytes;
        private boolean isShed;

        private Account(Holder holder) {
            this.holder = holder;
        }

        public long heldBytes() {
            return heldBytes;
        }

        /** From now on it is one of this source. */
        public void joins(long newSource) {
            addToSource(-heldBytes);
            source = newSource;
            addToSource(heldBytes);
        }

        private void addToSource(long bytes) {
            if (source != null && bytes != 0) {
                ofSource.merge(source, bytes, (before, more) -> before + more == 0 ? null : before + more);
            }
        }

        private long heldBySource() {
            return source == null ? heldBytes : ofSource.getOrDefault(source, 0L);
        }

        /**
         * Whether this number of bytes may be charged: it fits, and leaves the last part to accounts that hold little.
         */
        public boolean admits(long bytes) {
            return bytes <= roomBytes();
        }

        /** The most that {@link #admits} admits; it may be negative. */
        public long roomBytes() {
            long ofSourceBytes = roomOfSource();
            return Math.max(
                    Math.min(roomForLittle(), ofSourceBytes),
                    Math.min(roomForMuch(), ofSourceBytes - limitBytes / SOURCE_PARTS));
        }

        private long roomForLittle() {
            return Math.min(limitBytes / LITTLE_PARTS - heldBytes, limitBytes - usedBytes);
        }

        private long roomForMuch() {
            return limitBytes - limitBytes / PARTS - usedBytes;
        }

        private long roomOfSource() {
            return source == null
                    ? Long.MAX_VALUE
                    : (SOURCE_TIMES * (limitBytes - usedBytes) - heldBySource()) / (SOURCE_TIMES + 1);
        }

        /**
         * Whether it is admitted less because of what its source holds. That is not the reason if sources hold more on average:
         * then those leave no room.
         */
        public boolean isShortForItsSource() {
            return roomBytes() < Math.max(roomForLittle(), roomForMuch())
                    && heldBySource() * ofSource.size() >= usedBytes;
        }

        /**
         * Whether the account holds more than is free.
         *
         * @param already what the previous call returned; if true, the account must hold clearly less before the answer
         *     changes
         */
        public boolean hasItsShare(boolean already) {
            long leftBytes = Math.max(0, limitBytes - usedBytes);
            return heldBytes > (already ? leftBytes - leftBytes / 4 : leftBytes);
        }

        /** Takes memory. If there is too little of it, an account that holds much is shed, which may be this one. */
        public void charge(long bytes) {
            if (heldBytes == 0 && bytes > 0) {
                holders.add(this);
            }
            add(bytes);
            shedLargest();
        }

        private void add(long bytes) {
            heldBytes += bytes;
            addToSource(bytes);
            usedBytes += bytes;
            leavingBytes += isShed ? bytes : 0;
        }

        public void release(long bytes) {
            add(-bytes);
            if (heldBytes == 0) {
                holders.remove(this);
            }
        }

        /** Sets the number of bytes that it holds. */
        public void set(long bytes) {
            if (bytes > heldBytes) {
                charge(bytes - heldBytes);
            } else if (bytes < heldBytes) {
                release(heldBytes - bytes);
            }
        }
    }
}
