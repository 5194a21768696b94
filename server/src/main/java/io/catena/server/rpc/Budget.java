package io.catena.server.rpc;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Memory of one kind that all connections share, in bytes. It is bounded as a whole, and nobody can use it up for the
 * others: who holds more than is left is to take no more for the time being, so that n who want all of it end up with one
 * of n + 1 equal parts each and one part stays free (Choudhury and Hahne, "Dynamic queue length thresholds for
 * shared-memory packet switches"); and when all of it is in use all the same, of those who hold most, or three quarters as much, the oldest has to go.
 *
 * <p>For one thread.
 */
final class Budget {
    /** The last part of so many is for those who hold little. */
    private static final int PARTS = 8;
    /** Who holds less than one part of so many holds little. */
    private static final int LITTLE_PARTS = 64;

    private final long limitBytes;
    /** Whoever holds something. */
    private final Set<Account> holders = new LinkedHashSet<>();

    private long usedBytes;
    /** What those hold who have been shed. */
    private long leavingBytes;

    /** Who can be made to give back what it holds. */
    @FunctionalInterface
    interface Holder {
        /** Gives back everything, at once or soon; called at most once. */
        void shed(String reason);
    }

    Budget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    long usedBytes() {
        return usedBytes;
    }

    Account open(Holder holder) {
        return new Account(holder);
    }

    private void shedLargest() {
        while (usedBytes - leavingBytes > limitBytes) {
            Account large = oldestOfTheLargest();
            large.isShed = true;
            leavingBytes += large.heldBytes;
            large.holder.shed("it holds " + large.heldBytes + " bytes, about as much as anybody, of " + usedBytes
                    + " in all; at most " + limitBytes);
        }
    }

    /** Of those that hold at least about three quarters of the most, the one that has held something for longest. */
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
        throw new IllegalStateException("nobody holds what is in use");
    }

    /** What one connection holds. */
    final class Account {
        private final Holder holder;
        private long heldBytes;
        private boolean isShed;

        private Account(Holder holder) {
            this.holder = holder;
        }

        long heldBytes() {
            return heldBytes;
        }

        /** Whether so much more may be charged: it fits, and leaves the last part to those who hold little. */
        boolean admits(long bytes) {
            return bytes <= roomBytes();
        }

        /** The most that {@link #admits} admits; it may be negative. */
        long roomBytes() {
            long littleBytes = Math.min(limitBytes / LITTLE_PARTS - heldBytes, limitBytes - usedBytes);
            return Math.max(littleBytes, limitBytes - limitBytes / PARTS - usedBytes);
        }

        /**
         * Whether it holds more than is left.
         *
         * @param already whether it did when this was asked before: then it counts as such until it holds clearly less
         */
        boolean hasItsShare(boolean already) {
            long leftBytes = Math.max(0, limitBytes - usedBytes);
            return heldBytes > (already ? leftBytes - leftBytes / 4 : leftBytes);
        }

        /** Takes memory; if there is too little of it, one of those who hold most is shed, which may be the one who asks. */
        void charge(long bytes) {
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

        void release(long bytes) {
            add(-bytes);
            if (heldBytes == 0) {
                holders.remove(this);
            }
        }

        /** Makes what it holds so much. */
        void set(long bytes) {
            if (bytes > heldBytes) {
                charge(bytes - heldBytes);
            } else if (bytes < heldBytes) {
                release(heldBytes - bytes);
            }
        }
    }
}
