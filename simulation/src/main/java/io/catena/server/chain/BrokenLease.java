package io.catena.server.chain;

import java.util.function.Function;

/**
 * Leases that break one rule each (R4 to R6, R12, F1 to F4 of docs/protocol.md), for the simulator's planted faults. In the package of the
 * class that they break, so that nothing of it must be public for their sake.
 */
public enum BrokenLease {
    NONE(Lease::new),
    NO_FENCE(NoFence::new),
    FENCE_FORGETS_MISSED_EPOCHS(ForgetsMissedEpochs::new),
    FENCE_TRUSTS_EVERY_CHANGE(TrustsEveryChange::new),
    FENCE_FROM_NOTHING(FenceFromNothing::new),
    LEASE_OUTLIVES_EPOCH(OutlivesEpoch::new),
    LEASE_FROM_NEWS(FromNews::new),
    LEASE_WITHOUT_COMPLETION(WithoutCompletion::new),
    LEASE_KEPT_WHEN_LEAVING(KeptWhenLeaving::new),
    FENCE_OF_HEADS_ONLY(FenceOfHeadsOnly::new),
    AGE_IN_DOUBT(AgeInDoubt::new),
    FENCE_BY_OWN_LEASE(FenceByOwnLease::new),
    OLDER_LEASES_FORGOTTEN(ForgetsOlderLeases::new),
    LENGTH_OF_FIRST_EPOCH(LengthOfFirstEpoch::new),
    LEASE_THOUGH_NONE(ThoughNone::new);

    private final Function<SharedState, Lease> lease;

    BrokenLease(Function<SharedState, Lease> lease) {
        this.lease = lease;
    }

    /**
     * A replica with such a lease.
     *
     * @param inside sees what the replica holds
     */
    public Replica replica(
            int chain,
            String clusterId,
            Member self,
            ReplicaSettings settings,
            StoredState stored,
            long nowNanos,
            InsideReplica inside) {
        return new Replica(chain, clusterId, self, settings, stored, nowNanos, inside.around(lease));
    }

    private static final class NoFence extends Lease {
        NoFence(SharedState shared) {
            super(shared);
        }

        @Override
        boolean isFenced() {
            return false;
        }
    }

    private static final class ForgetsMissedEpochs extends Lease {
        ForgetsMissedEpochs(SharedState shared) {
            super(shared);
        }

        @Override
        void epochBegins(Configuration before, Configuration now) {
            super.epochBegins(changed(now, now.epoch() - 1, now.clean()), now);
        }
    }

    private static final class TrustsEveryChange extends Lease {
        TrustsEveryChange(SharedState shared) {
            super(shared);
        }

        @Override
        void epochBegins(Configuration before, Configuration now) {
            super.epochBegins(before, changed(now, now.epoch(), true));
        }
    }

    /** A member that is not the head forgets that a change was unclean, and becomes head by a clean one. */
    private static final class FenceOfHeadsOnly extends Lease {
        private final Member self;

        FenceOfHeadsOnly(SharedState shared) {
            super(shared);
            this.self = shared.self;
        }

        @Override
        void epochBegins(Configuration before, Configuration now) {
            if (now.head().is(self)) {
                super.epochBegins(before, now);
            } else {
                super.epochBegins(changed(now, now.epoch() - 1, true), changed(now, now.epoch(), true));
            }
        }
    }

    private static Configuration changed(Configuration of, long epoch, boolean clean) {
        return changed(of, epoch, clean, of.priorLeaseMillis());
    }

    private static Configuration changed(Configuration of, long epoch, boolean clean, int priorLeaseMillis) {
        return new Configuration(
                of.chain(),
                epoch,
                of.lineage(),
                of.members(),
                of.joining(),
                clean,
                of.removed(),
                of.settings(),
                priorLeaseMillis);
    }

    /** A fence lasts as long as a lease of the epoch that begins, however long leases were before. */
    private static final class FenceByOwnLease extends Lease {
        FenceByOwnLease(SharedState shared) {
            super(shared);
        }

        @Override
        void epochBegins(Configuration before, Configuration now) {
            super.epochBegins(before, changed(now, now.epoch(), now.clean(), now.leaseMillis()));
        }
    }

    /** An epoch of shorter leases takes full effect while longer ones are in use. */
    private static final class ForgetsOlderLeases extends Lease {
        ForgetsOlderLeases(SharedState shared) {
            super(shared);
        }

        @Override
        boolean outlastsOlderOnes() {
            return true;
        }
    }

    /** A replica goes on using leases of the length that it was first told of. */
    private static final class LengthOfFirstEpoch extends Lease {
        private final SharedState shared;
        private long lengthNanos = -1;

        LengthOfFirstEpoch(SharedState shared) {
            super(shared);
            this.shared = shared;
        }

        @Override
        long lengthNanos() {
            if (lengthNanos < 0 && shared.configuration != null) {
                lengthNanos = super.lengthNanos();
            }
            return lengthNanos;
        }
    }

    /** Where there are no leases a replica goes by its clock all the same. */
    private static final class ThoughNone extends Lease {
        private static final long LENGTH_NANOS = 300_000_000;

        ThoughNone(SharedState shared) {
            super(shared);
        }

        @Override
        long lengthNanos() {
            return super.lengthNanos() == 0 ? LENGTH_NANOS : super.lengthNanos();
        }
    }

    /** A new life behaves as if no round had ever been acknowledged on this node. */
    private static final class FenceFromNothing extends Lease {
        private boolean promised;
        private boolean promisedBefore;

        FenceFromNothing(SharedState shared) {
            super(shared);
        }

        @Override
        void promise(long round) {
            promised |= round > 0;
            super.promise(round);
        }

        @Override
        void epochBegins(Configuration before, Configuration now) {
            promisedBefore = promised;
            super.epochBegins(before, now);
        }

        @Override
        boolean isFenced() {
            return promisedBefore && super.isFenced();
        }
    }

    private static final class OutlivesEpoch extends Lease {
        OutlivesEpoch(SharedState shared) {
            super(shared);
        }

        @Override
        void forfeit() {
            // what was won in the old epoch goes on
        }
    }

    private static final class FromNews extends Lease {
        FromNews(SharedState shared) {
            super(shared);
        }

        @Override
        void roundBegins(long round) {
            // its receipt does not matter
        }

        @Override
        void roundIsComplete(long round) {
            super.roundBegins(round);
            super.roundIsComplete(round);
        }
    }

    private static final class WithoutCompletion extends Lease {
        WithoutCompletion(SharedState shared) {
            super(shared);
        }

        @Override
        void roundBegins(long round) {
            super.roundBegins(round);
            super.roundIsComplete(round);
        }
    }

    private static final class KeptWhenLeaving extends Lease {
        private final SharedState shared;

        KeptWhenLeaving(SharedState shared) {
            super(shared);
            this.shared = shared;
        }

        @Override
        boolean isHeld() {
            boolean leaving = shared.leaving;
            shared.leaving = false;
            boolean held = super.isHeld();
            shared.leaving = leaving;
            return held;
        }
    }

    /** A copy seems as young as the last round, whatever older epochs may have acknowledged. */
    private static final class AgeInDoubt extends Lease {
        AgeInDoubt(SharedState shared) {
            super(shared);
        }

        @Override
        boolean coversInherited() {
            return true;
        }
    }
}
