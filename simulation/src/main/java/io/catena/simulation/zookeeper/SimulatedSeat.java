package io.catena.simulation.zookeeper;

import io.catena.server.controller.loop.Candidate;
import io.catena.server.controller.loop.Seat;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * A process's place in the simulated election. A process that was the first once takes itself for it until its session is another
 * one, as Curator's latch does, whatever has become of its place.
 */
public final class SimulatedSeat implements Seat {
    private final ZooKeeperClient zooKeeper;
    private final String node;
    private final Candidate candidate;
    /** The session in which the place was found to be the first; 0 if it was not. */
    private long firstIn;

    private long watchedIn;

    public SimulatedSeat(ZooKeeperClient zooKeeper, String node, Candidate candidate) {
        this.zooKeeper = zooKeeper;
        this.node = node;
        this.candidate = candidate;
    }

    @Override
    public void take(Consumer<Rank> then) {
        long session = zooKeeper.session();
        if (session != 0 && firstIn == session) {
            then.accept(Rank.FIRST);
            return;
        }
        firstIn = 0;
        zooKeeper.read(zooKeeperState -> found(zooKeeperState, session, then), () -> then.accept(Rank.UNKNOWN));
    }

    private void found(ZooKeeperState zooKeeperState, long session, Consumer<Rank> then) {
        if (zooKeeperState.isLeader(session)) {
            firstIn = session;
            then.accept(Rank.FIRST);
        } else if (zooKeeperState.isStanding(session)) {
            then.accept(Rank.BEHIND);
        } else {
            zooKeeper.write(
                    now -> now.isStanding(session) ? now : now.withCandidate(node, session),
                    done -> then.accept(Rank.BEHIND),
                    () -> then.accept(Rank.UNKNOWN));
        }
    }

    @Override
    public void begin(Consumer<Begun> then) {
        long session = firstIn;
        int[] term = new int[1];
        zooKeeper.write(
                now -> {
                    term[0] = now.term() + 1;
                    return now.isStanding(session) ? now.withNextTerm() : null;
                },
                done -> then.accept(new Begun(done ? OptionalInt.of(term[0]) : OptionalInt.empty(), true)),
                () -> then.accept(new Begun(OptionalInt.empty(), false)));
    }

    @Override
    public void watch(Consumer<Boolean> then) {
        long session = zooKeeper.session();
        if (watchedIn != session) {
            watchedIn = session;
            candidate.hint();
        }
        then.accept(true);
    }

    @Override
    public void unwatch() {
        watchedIn = 0;
    }

    @Override
    public void newestTerm(Consumer<OptionalInt> then) {
        zooKeeper.read(
                zooKeeperState -> then.accept(OptionalInt.of(zooKeeperState.term())),
                () -> then.accept(OptionalInt.empty()));
    }

    @Override
    public void leave() {
        firstIn = 0;
        long session = zooKeeper.session();
        zooKeeper.write(now -> now.withoutCandidate(session), done -> {}, () -> {});
    }
}
