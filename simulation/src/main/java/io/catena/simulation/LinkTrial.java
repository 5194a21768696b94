package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.invariants.Violation;
import java.util.ArrayList;
import java.util.List;

/**
 * The last phase of most runs in which four nodes or more serve: the links of one node carry nothing any more,
 * while it still reaches ZooKeeper and answers the controller. That node must lose its place, and no other: nodes
 * that only wait for it must stay. If only its link downward is broken, it cannot be told at first which end of the
 * link is at fault: one other node may lose its place, and no more, whichever node comes to stand behind it later.
 */
final class LinkTrial {
    private static final int ENOUGH_MACHINES = 4;
    private static final long LIMIT_NANOS = Timeline.millis(60_000);
    private static final long LATEST_SPARE_NANOS = Timeline.millis(30_000);
    private static final long LOOK_NANOS = Timeline.millis(500);
    private static final int MOST_TIMES = 15;
    /** A member that hears of an epoch later than the suspicion time cannot be told from one that is cut off. */
    private static final long WATCH_DELAY_NANOS = Timeline.millis(100);

    private static final String CHECK = "whose links are broken goes, and nobody else";

    private final World world;
    private final Liveness liveness;

    LinkTrial(World world, Liveness liveness) {
        this.world = world;
        this.liveness = liveness;
    }

    void run() {
        if (liveness.core().size() < ENOUGH_MACHINES) {
            return;
        }
        world.hearOfChangesWithin(WATCH_DELAY_NANOS);
        aTermBegins();
        if (!liveness.everybodyIsAMember()) {
            return;
        }
        SimulatedMachine broken = world.seededRandom().pick(liveness.core());
        List<SimulatedMachine> sound = new ArrayList<>(liveness.core());
        sound.remove(broken);
        boolean downwardAlone = world.seededRandom().chance(0.25);
        if (downwardAlone) {
            world.trace().line("net", "%s has no link downward any more", broken.name());
            world.network().breakDownward(broken.name());
        } else {
            breakLinks(broken);
        }
        if (world.seededRandom().chance(0.5)) {
            anEpochBegins(sound);
        }
        List<Member> members =
                sound.stream().map(machine -> machine.process().self()).toList();
        if (downwardAlone) {
            oneOtherIsRemovedAtMost(broken, members);
        } else {
            nobodyElseIsRemoved(broken, sound, members);
        }
    }

    /**
     * Begins a term: a controller remembers for its term which links failed, and blames those nodes for the next
     * broken link.
     */
    private void aTermBegins() {
        int before = world.zooKeeper().newest().term();
        world.zooKeeper().deposeController();
        long end = world.timeline().nowNanos() + LIMIT_NANOS;
        while (world.zooKeeper().newest().term() == before && world.timeline().nowNanos() < end) {
            world.timeline().runUntil(world.timeline().nowNanos() + LOOK_NANOS);
        }
    }

    private void nobodyElseIsRemoved(SimulatedMachine broken, List<SimulatedMachine> sound, List<Member> members) {
        long end = world.timeline().nowNanos() + LIMIT_NANOS;
        while (world.timeline().nowNanos() < end) {
            world.timeline().runUntil(world.timeline().nowNanos() + LOOK_NANOS);
            nobodyElseIsRemoved(broken, members);
            if (!newest().hasNode(broken.name()) && liveness.everybodyServes(sound)) {
                nobodyElseIsRemoved(broken, members);
                world.count("links: whose are broken has gone");
                return;
            }
        }
        throw new Violation(
                CHECK,
                "%s is still in the way %d s after its links broke: epoch %d is %s joining %s",
                broken.name(),
                LIMIT_NANOS / 1_000_000_000,
                newest().epoch(),
                newest().members(),
                newest().joining());
    }

    /** In six of ten cases another node comes to join meanwhile. */
    private void oneOtherIsRemovedAtMost(SimulatedMachine broken, List<Member> members) {
        if (world.seededRandom().chance(0.6)) {
            SimulatedMachine spare = world.addMachine();
            world.timeline().after(world.seededRandom().between(0, LATEST_SPARE_NANOS), spare::start);
        }
        world.timeline().runUntil(world.timeline().nowNanos() + LIMIT_NANOS);
        List<Member> removed = members.stream().filter(newest()::hasRemoved).toList();
        if (removed.size() > 1) {
            throw new Violation(
                    CHECK,
                    "%s were removed because of the link downward of %s; epoch %d is %s",
                    removed,
                    broken.name(),
                    newest().epoch(),
                    newest().members());
        }
        if (newest().members().size() < members.size() || !serves()) {
            throw new Violation(
                    CHECK,
                    "the chain does not serve %d s after the link downward of %s broke: epoch %d is %s joining %s",
                    LIMIT_NANOS / 1_000_000_000,
                    broken.name(),
                    newest().epoch(),
                    newest().members(),
                    newest().joining());
        }
        world.count("links: one downward costs one other at most");
    }

    /** Asks up to 15 times, since requests get lost at random, and all of one time must succeed. */
    private boolean serves() {
        for (int time = 0; time < MOST_TIMES; time++) {
            List<SimulatedMachine> members = newest().members().stream()
                    .map(member -> world.machine(member.address()))
                    .toList();
            if (liveness.everybodyServes(members)) {
                return true;
            }
        }
        return false;
    }

    private void breakLinks(SimulatedMachine machine) {
        int which = world.seededRandom().below(3);
        world.trace()
                .line(
                        "net",
                        "%s %s no node any more",
                        machine.name(),
                        which == 0 ? "reaches and hears" : which == 1 ? "reaches" : "hears");
        world.network().breakLinks(machine.name(), which != 2, which != 1);
    }

    /** Another node leaves, so that all links are opened anew. */
    private void anEpochBegins(List<SimulatedMachine> sound) {
        SimulatedMachine leaver = world.seededRandom().pick(sound);
        sound.remove(leaver);
        leaver.process().leave();
    }

    private Configuration newest() {
        return world.zooKeeper().newest().configuration();
    }

    private void nobodyElseIsRemoved(SimulatedMachine broken, List<Member> members) {
        for (Member member : members) {
            if (newest().hasRemoved(member)) {
                throw new Violation(
                        CHECK,
                        "%s was removed because of the links of %s; epoch %d is %s",
                        member,
                        broken.name(),
                        newest().epoch(),
                        newest().members());
            }
        }
    }
}
