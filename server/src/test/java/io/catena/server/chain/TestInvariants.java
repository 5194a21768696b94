package io.catena.server.chain;

import io.catena.server.invariants.ChainInvariants;
import io.catena.server.invariants.CommittedRecords;
import io.catena.server.invariants.LogHash;
import io.catena.server.invariants.ReplicaImage;
import io.catena.server.invariants.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Looks after every step of every replica of a {@link TestChain}, and after every write to a disk, whether all is as it must be. */
final class TestInvariants {
    /** What the committed records make, and have made at each seq before. */
    private static final class Committed extends CommittedRecords {
        private MemoryStore store = new MemoryStore(Integer.MAX_VALUE, this);
        private final List<List<Object>> states = new ArrayList<>(List.of(store.state()));

        @Override
        protected void added(LogRecord record) {
            store.apply(record);
            states.add(store.state());
        }

        @Override
        protected void cleared() {
            store = new MemoryStore(Integer.MAX_VALUE, this);
            states.subList(1, states.size()).clear();
        }
    }

    private final Committed committed = new Committed();
    private final ChainInvariants chain;
    private final TestChain watched;
    /** Rises when an operator gives something up. */
    private long lineage = 1;

    private boolean off;

    TestInvariants(TestChain watched) {
        this.watched = watched;
        this.chain = new ChainInvariants(committed, this::forEachHolder);
    }

    CommittedRecords committed() {
        return committed;
    }

    /** From now on nothing is promised but what the test itself looks at. */
    void off() {
        off = true;
    }

    /** A new lineage begins with what its head holds. */
    private void followLineage() {
        Configuration newest = watched.configuration;
        if (newest != null && newest.lineage() > lineage) {
            lineage = newest.lineage();
            committed.giveUpBehind(committed.commonWith(
                    watched.nodes.get(newest.head().nodeId()).store.hash()));
        }
    }

    private void forEachHolder(BiConsumer<Member, LogHash> holder) {
        if (watched.activated != null) {
            watched.configuration.members().stream()
                    .filter(member -> watched.activated.hasNode(member.nodeId()))
                    .forEach(member -> holder.accept(
                            member, watched.nodes.get(member.nodeId()).store.hash()));
        }
    }

    /** The life of a node begins: the protocol that is watched, and the image that the watcher has of it. */
    Protocol watch(Protocol replica, ReplicaImage image) {
        chain.onLife(image);
        return new ProtocolAround(replica) {
            @Override
            public List<Effect> step(long nowNanos, Event event) {
                followLineage();
                List<Effect> effects = super.step(nowNanos, event);
                if (!off) {
                    Message arrived = event instanceof Event.Received received ? received.message() : null;
                    chain.afterStep(image, arrived, effects);
                }
                return effects;
            }
        };
    }

    void onDisk(ReplicaImage image, MemoryStore store) {
        followLineage();
        if (off || store.lineage() < lineage && store.applied() > committed.end()) {
            return; // it holds what was given up, and has not been told yet
        }
        chain.onDisk(image, store.applied());
        if (store.isExact()) {
            Violation.check(
                    store.state().equals(committed.states.get((int) store.applied())),
                    "equal applied, equal state",
                    "%s holds at seq %d %s, the log makes %s",
                    image.member(),
                    store.applied(),
                    store.state(),
                    committed.states.get((int) store.applied()));
        }
    }
}
