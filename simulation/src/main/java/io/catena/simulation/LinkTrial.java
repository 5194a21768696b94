package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.ArrayList;
import java.util.List;

/**
 * The third phase of a run, if four nodes or more serve at the end of the second: the links of one of them carry nothing
 * any more, while it goes on to reach ZooKeeper and to answer the controller. That node has to lose its place, and nobody
 * else: those who only wait for it are to stay.
 */
final class LinkTrial {
    private static final int ENOUGH_MACHINES = 4;
    private static final long LIMIT_NANOS = Timeline.millis(60_000);
    private static final long LOOK_NANOS = Timeline.millis(500);
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
        Machine broken = world.dice().pick(liveness.core());
        List<Machine> sound = new ArrayList<>(liveness.core());
        sound.remove(broken);
        breakLinks(broken);
        if (world.dice().chance(0.5)) {
            anEpochBegins(sound);
        }
        List<Member> members =
                sound.stream().map(machine -> machine.process().self()).toList();
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

    private void breakLinks(Machine machine) {
        int which = world.dice().below(3);
        world.trace()
                .line(
                        "net",
                        "%s %s no node any more",
                        machine.name(),
                        which == 0 ? "reaches and hears" : which == 1 ? "reaches" : "hears");
        world.network().breakLinks(machine.name(), which != 2, which != 1);
    }

    /** Another one leaves, so that all links are to be opened anew. */
    private void anEpochBegins(List<Machine> sound) {
        Machine leaver = world.dice().pick(sound);
        sound.remove(leaver);
        leaver.process().leave();
    }

    private Configuration newest() {
        return world.zooKeeper().newest().configuration();
    }

    private void nobodyElseIsRemoved(Machine broken, List<Member> members) {
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
