package io.catena.server.rpc;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Memory of one kind, in bytes, that all connections share. It is bounded as a whole, and no connection can use it up
 * for the others:
 * <ul>
 * <li>A connection that holds more than is free should take no more for the time being ({@link Account#hasItsShare}).
 *     So n connections that want all of it end up with one of n + 1 equal parts each, and one part stays free
 *     (Choudhury and Hahne, "Dynamic queue length thresholds for shared-memory packet switches").
 * <li>If more than the limit is in use all the same, a connection is shed: of those that hold the most, or at least
 *     three quarters as much, the oldest.
 * </ul>
 *
 * <p>For one thread.
 */
public final class Budget {
    /** One of this number of parts is kept free for accounts that hold little. */
    private static final int PARTS = 8;
    /** An account holds little if it holds less than the limit divided by this. */
    private static final int LITTLE_PARTS = 64;

    private final long limitBytes;
    /** The accounts that hold something, the oldest first. */
    private final Set<Account> holders = new LinkedHashSet<>();

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

    /**
     * Of the accounts that hold at least about three quarters of the most, the one that has held something for longest.
     */
    private Account oldestOfTheLargest() {
        long mostBytes = 0;
        for (Account account : holders) {
            mostBytes = account.isShed ? mostBytes : Math.max(mostBytes, account.heldBytes);
        }
        long muchBytes = mostBytes - mostBytes / 4;
        for (Account account : holders) {
            if (!account.isShed && account.heldBytes >= muchBytes) {
                return account;
            }
        }
        throw new IllegalStateException("no account holds the memory that is in use");
    }

    /** What one connection holds. */
    public final class Account {
        private final Holder holder;
        private long heldBytes;
        private boolean isShed;

        private Account(Holder holder) {
            this.holder = holder;
        }

        public long heldBytes() {
            return heldBytes;
        }

        /**
         * Whether this number of bytes may be charged: it fits, and leaves the last part to accounts that hold little.
         */
        public boolean admits(long bytes) {
            return bytes <= roomBytes();
        }

        /** The most that {@link #admits} admits; it may be negative. */
        public long roomBytes() {
            long littleBytes = Math.min(limitBytes / LITTLE_PARTS - heldBytes, limitBytes - usedBytes);
            return Math.max(littleBytes, limitBytes - limitBytes / PARTS - usedBytes);
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
