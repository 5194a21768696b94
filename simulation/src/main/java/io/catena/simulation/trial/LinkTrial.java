package io.catena.simulation.trial;

import io.catena.server.chain.Configuration;
import io.catena.server.invariants.Violation;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import java.util.ArrayList;
import java.util.List;

/**
 * The last phase of most runs in which four nodes or more serve: the links of one node carry nothing any more,
 * while it still reaches ZooKeeper and answers the controller. That node must lose its place, and no other: nodes
 * that only wait for it must stay. If only its link downward is broken, it cannot be told at first which end of the
 * link is at fault: one other node may lose its place, and no more, whichever node comes to stand behind it later.
 */
public final class LinkTrial {
    private static final int ENOUGH_MACHINES = 4;
    private static final long LIMIT_NANOS = Timeline.millis(60_000);
    private static final long LATEST_SPARE_NANOS = Timeline.millis(30_000);
    private static final long LOOK_NANOS = Timeline.millis(500);
    private static final int MOST_TIMES = 15;
    /** A member that hears of an epoch later than the suspicion time cannot be told from one that is cut off. */
    private static final long WATCH_DELAY_NANOS = Timeline.millis(100);

    private static final String CHECK = "a node with broken links is removed, and no other";

    private final SimulatedRun run;
    private final SimulatedCluster cluster;
    private final Liveness liveness;

    public LinkTrial(SimulatedRun run, SimulatedCluster cluster, Liveness liveness) {
        this.run = run;
        this.cluster = cluster;
        this.liveness = liveness;
    }

    public void run() {
        if (liveness.core().size() < ENOUGH_MACHINES) {
            return;
        }
        cluster.zooKeeper().hearOfChangesWithin(WATCH_DELAY_NANOS);
        aTermBegins();
        if (!liveness.allOfTheCoreAreMembers()) {
            return;
        }
        SimulatedMachine broken = run.seededRandom().pick(liveness.core());
        List<SimulatedMachine> sound = new ArrayList<>(liveness.core());
        sound.remove(broken);
        // The next node behind is another one in each chain, and the broken link carries all of them.
        boolean downwardAlone = cluster.chains() == 1 && run.seededRandom().chance(0.25);
        if (downwardAlone) {
            run.trace().line("net", "%s has no link downward any more", broken.name());
            cluster.network().breakDownward(broken.name());
        } else {
            breakLinks(broken);
        }
        if (run.seededRandom().chance(0.5)) {
            anEpochBegins(sound);
        }
        List<ObservedPlace> places = ObservedPlace.of(cluster, sound);
        if (downwardAlone) {
            oneOtherIsRemovedAtMost(broken, places);
        } else {
            noOtherIsRemoved(broken, sound, places);
        }
    }

    /**
     * Begins a term: a controller remembers for its term which links failed, and blames those nodes for the next
     * broken link.
     */
    private void aTermBegins() {
        int before = cluster.zooKeeper().newest().term();
        cluster.zooKeeper().deposeController();
        long end = run.timeline().nowNanos() + LIMIT_NANOS;
        while (cluster.zooKeeper().newest().term() == before && run.timeline().nowNanos() < end) {
            run.timeline().runUntil(run.timeline().nowNanos() + LOOK_NANOS);
        }
    }

    private void noOtherIsRemoved(SimulatedMachine broken, List<SimulatedMachine> sound, List<ObservedPlace> places) {
        long end = run.timeline().nowNanos() + LIMIT_NANOS;
        while (run.timeline().nowNanos() < end) {
            run.timeline().runUntil(run.timeline().nowNanos() + LOOK_NANOS);
            noOtherIsRemoved(broken, places);
            if (holding(broken).isEmpty() && liveness.allServe(sound)) {
                noOtherIsRemoved(broken, places);
                run.count("links: the node with broken links was removed");
                return;
            }
        }
        throw new Violation(
                CHECK,
                "%s is still in the way %d s after its links broke: %s",
                broken.name(),
                LIMIT_NANOS / 1_000_000_000,
                cluster.configurations());
    }

    /** The configurations in which the machine has a place. */
    private List<Configuration> holding(SimulatedMachine machine) {
        return cluster.configurations().stream()
                .filter(newest -> newest.hasNode(machine.name()))
                .toList();
    }

    /** In six of ten cases another node comes to join meanwhile. */
    private void oneOtherIsRemovedAtMost(SimulatedMachine broken, List<ObservedPlace> places) {
        if (run.seededRandom().chance(0.6)) {
            SimulatedMachine spare = cluster.addMachine();
            spare.mendDisk();
            run.timeline().after(run.seededRandom().between(0, LATEST_SPARE_NANOS), spare::start);
        }
        run.timeline().runUntil(run.timeline().nowNanos() + LIMIT_NANOS);
        List<ObservedPlace> removed =
                places.stream().filter(ObservedPlace::isLost).toList();
        if (removed.size() > 1) {
            throw new Violation(
                    CHECK,
                    "%s were removed because of the link downward of %s; epoch %d is %s",
                    removed,
                    broken.name(),
                    newest().epoch(),
                    newest().members());
        }
        if (newest().members().size() < places.size() || !serves()) {
            throw new Violation(
                    CHECK,
                    "the chain does not serve %d s after the link downward of %s broke: epoch %d is %s joining %s",
                    LIMIT_NANOS / 1_000_000_000,
                    broken.name(),
                    newest().epoch(),
                    newest().members(),
                    newest().joining());
        }
        run.count("links: one downward costs one other at most");
    }

    /** Asks up to 15 times, since requests get lost at random, and all of one time must succeed. */
    private boolean serves() {
        for (int time = 0; time < MOST_TIMES; time++) {
            List<SimulatedMachine> members = newest().members().stream()
                    .map(member -> cluster.machine(member.address()))
                    .toList();
            if (liveness.allServe(members)) {
                return true;
            }
        }
        return false;
    }

    private void breakLinks(SimulatedMachine machine) {
        int which = run.seededRandom().below(3);
        run.trace()
                .line(
                        "net",
                        "%s %s no node any more",
                        machine.name(),
                        which == 0 ? "reaches and hears" : which == 1 ? "reaches" : "hears");
        cluster.network().breakLinks(machine.name(), which != 2, which != 1);
    }

    /** Another node leaves, so that all links are opened anew. */
    private void anEpochBegins(List<SimulatedMachine> sound) {
        SimulatedMachine leaver = run.seededRandom().pick(sound);
        sound.remove(leaver);
        leaver.process().leave();
    }

    /** Of the only chain. */
    private Configuration newest() {
        return cluster.newest(1).configuration();
    }

    private static void noOtherIsRemoved(SimulatedMachine broken, List<ObservedPlace> places) {
        for (ObservedPlace place : places) {
            if (place.isLost()) {
                throw new Violation(
                        CHECK,
                        "%s was removed because of the links of %s; epoch %d is %s",
                        place,
                        broken.name(),
                        place.newest().epoch(),
                        place.newest().members());
            }
        }
    }
}
