package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.List;

/** Injects faults at random times and places until it is stopped. */
final class FaultInjector {
    private static final long SLOW_FOR_NANOS = Timeline.millis(20_000);

    private final World world;
    private boolean stopped;

    FaultInjector(World world) {
        this.world = world;
    }

    void start() {
        Options options = world.options();
        again(options.crashNanos(), this::crash);
        again(options.pauseNanos(), this::pause);
        again(options.resetNanos(), () -> {
            world.count("reset");
            world.network().resetOne();
        });
        again(options.cutNanos(), this::cut);
        again(options.holdNanos(), this::hold);
        again(options.zooKeeperOutageNanos(), this::outage);
        again(options.expiryNanos(), this::expire);
        again(options.deposeNanos(), this::depose);
        again(options.leaveNanos(), this::leave);
        again(options.blackoutNanos(), this::blackout);
        again(options.leftBehindNanos(), this::leaveOneBehind);
        again(options.fullDiskNanos(), this::fillDisk);
        again(
                options.settingsNanos(),
                () -> world.zooKeeper().changeSettings(options.drawShared(world.seededRandom())));
        again(options.slowMachineNanos(), this::slowOne);
        slowLinks();
        world.stalls().start();
    }

    void stop() {
        stopped = true;
        world.stalls().stop();
    }

    private void again(long meanNanos, Runnable harm) {
        if (meanNanos > 0) {
            world.timeline().after(world.seededRandom().exponential(meanNanos) + 1, () -> {
                if (!stopped) {
                    harm.run();
                    again(meanNanos, harm);
                }
            });
        }
    }

    /** Ends a fault after a random time, unless all faults have been stopped by then. */
    private void later(long meanNanos, Runnable cure) {
        world.timeline().after(world.seededRandom().exponential(meanNanos) + 1, () -> {
            if (!stopped) {
                cure.run();
            }
        });
    }

    private List<SimulatedMachine> up() {
        return world.machines().stream().filter(SimulatedMachine::isUp).toList();
    }

    // ------------------------------------------------------------------------------------------- processes

    private void crash() {
        List<SimulatedMachine> up = up();
        if (up.isEmpty()) {
            return;
        }
        SimulatedMachine victim = world.seededRandom().pick(up);
        if (world.seededRandom().chance(world.options().wipeChance())) {
            world.count("wiped disk");
            victim.wipe();
            SimulatedMachine fresh = world.addMachine();
            later(world.options().downNanos(), fresh::start);
        } else {
            world.count("crash");
            victim.crash("is killed");
            later(world.options().downNanos(), victim::start);
        }
    }

    private void pause() {
        List<SimulatedMachine> up = up();
        if (up.isEmpty()) {
            return;
        }
        world.count("pause");
        SimulatedProcess victim = world.seededRandom().pick(up).process();
        victim.pause();
        later(world.options().sessionTimeoutNanos(), victim::resume);
    }

    private void leave() {
        List<SimulatedMachine> up = up();
        if (up.isEmpty()) {
            return;
        }
        world.count("leave");
        SimulatedMachine leaver = world.seededRandom().chance(0.5)
                ? world.seededRandom().pick(up)
                : headOr(world.seededRandom().pick(up));
        leaver.process().leave();
        later(world.options().downNanos() + Timeline.millis(10_000), leaver::start);
    }

    /** The head of the newest configuration, if it is up. */
    private SimulatedMachine headOr(SimulatedMachine other) {
        Configuration newest = world.zooKeeper().newest().configuration();
        SimulatedMachine head =
                newest == null ? other : world.machine(newest.head().address());
        return head.isUp() ? head : other;
    }

    private void blackout() {
        world.count("blackout");
        for (SimulatedMachine machine : up()) {
            machine.crash("is killed with all others");
            later(world.options().downNanos(), machine::start);
        }
    }

    /** A disk fills up at once, or in stages, so that less than the reserve is noticed before. */
    private void fillDisk() {
        SimulatedMachine victim = world.seededRandom().pick(world.machines());
        boolean slowly = world.seededRandom().chance(0.5);
        world.count(slowly ? "disk nearly full" : "disk full");
        victim.space(slowly ? SimulatedMachine.Space.LITTLE : SimulatedMachine.Space.NONE);
        if (slowly && world.seededRandom().chance(0.5)) {
            world.count("disk nearly out of space");
            later(world.options().downNanos() / 2, () -> victim.space(SimulatedMachine.Space.VERY_LITTLE));
        }
        if (slowly && world.seededRandom().chance(0.3)) {
            later(world.options().downNanos(), () -> victim.space(SimulatedMachine.Space.NONE));
        }
        later(2 * world.options().downNanos(), () -> victim.space(SimulatedMachine.Space.ENOUGH));
        later(3 * world.options().downNanos(), victim::start);
    }

    // ------------------------------------------------------------------------------------------- network

    /** A machine becomes far slower than the others, by its disk or by its links, for 20 s on average. */
    private void slowOne() {
        SimulatedMachine victim = world.seededRandom().pick(world.machines());
        long nanos = world.seededRandom().between(Timeline.millis(250), Timeline.millis(2_000));
        if (world.seededRandom().chance(0.5)) {
            world.count("slow machine: its disk");
            victim.slowDisk(nanos);
            later(SLOW_FOR_NANOS, () -> victim.slowDisk(0));
        } else {
            world.count("slow machine: its links");
            Cuts cuts = new Cuts(world);
            for (SimulatedMachine other : world.machines()) {
                if (other != victim) {
                    cuts.slow(victim, other, nanos);
                    cuts.slow(other, victim, nanos);
                }
            }
            later(SLOW_FOR_NANOS, cuts::mend);
        }
    }

    private void slowLinks() {
        for (SimulatedMachine from : world.machines()) {
            for (SimulatedMachine to : world.machines()) {
                if (world.seededRandom().chance(world.options().slowLinkChance())) {
                    world.count("slow link");
                    world.network()
                            .slowDown(
                                    from.name(), to.name(), world.seededRandom().exponential(Timeline.millis(200)));
                }
            }
        }
    }

    private void cut() {
        SimulatedMachine victim = world.seededRandom().pick(world.machines());
        SimulatedMachine other = world.seededRandom().pick(world.machines());
        Cuts cuts = new Cuts(world);
        switch (world.seededRandom().below(5)) {
            case 0 -> cuts.link(victim, other);
            case 1 -> {
                cuts.link(victim, other);
                cuts.link(other, victim);
            }
            case 2 -> cuts.allLinks(victim);
            case 3 -> {
                cuts.allLinks(victim);
                cuts.zooKeeper(victim);
            }
            default -> cuts.zooKeeper(victim);
        }
        later(Timeline.millis(4_000), cuts::mend);
    }

    /** Messages on a connection take 2 s on average; when they arrive, the configuration may be another one. */
    private void hold() {
        world.count("held connection");
        world.network().holdOne(world.seededRandom().exponential(Timeline.millis(2_000)));
    }

    // ------------------------------------------------------------------------------------------- ZooKeeper

    private void outage() {
        world.count("ZooKeeper outage");
        world.trace().line("zk", "is out");
        world.zooKeeper().outageBegins();
        later(Timeline.millis(4_000), () -> world.zooKeeper().outageEnds());
    }

    /**
     * A living node loses its place. In some cases it does not hear of that for a while, and another node goes
     * meanwhile.
     */
    private void expire() {
        List<SimulatedMachine> up = up();
        if (up.isEmpty() || world.zooKeeper().isOut()) {
            return;
        }
        world.count("session expired");
        SimulatedMachine victim = world.seededRandom().pick(up);
        if (world.seededRandom().chance(0.5)) {
            Cuts cuts = new Cuts(world);
            cuts.zooKeeper(victim);
            if (world.seededRandom().chance(0.5)) {
                cuts.allLinks(victim);
            }
            later(Timeline.millis(8_000), cuts::mend);
        }
        victim.process().zooKeeper().closeSession();
        if (victim.process().self() != null && world.seededRandom().chance(0.3)) {
            onceRemoved(victim.process().self(), this::anotherGoesToo);
        }
    }

    /**
     * Removes another node soon after the first has lost its place, so that the second change follows before all
     * nodes have heard of the first. In half of the cases the head does not reach ZooKeeper at that time.
     */
    private void anotherGoesToo() {
        List<SimulatedMachine> up = up();
        if (!up.isEmpty() && world.seededRandom().chance(0.5)) {
            Cuts cuts = new Cuts(world);
            cuts.zooKeeper(headOr(world.seededRandom().pick(up)));
            later(Timeline.millis(1_500), cuts::mend);
        }
        if (world.seededRandom().chance(0.5)) {
            later(Timeline.millis(300), this::leave);
        } else {
            later(Timeline.millis(20), this::crash);
        }
    }

    private void onceRemoved(Member member, Runnable action) {
        Configuration newest = world.zooKeeper().newest().configuration();
        if (stopped) {
            return;
        }
        if (newest != null && newest.hasRemoved(member)) {
            action.run();
        } else {
            world.timeline().after(Timeline.millis(50), () -> onceRemoved(member, action));
        }
    }

    /** All nodes die but one. It loses its place and does not hear of that, while clients still reach it. */
    private void leaveOneBehind() {
        List<SimulatedMachine> up = up();
        if (up.size() < 2) {
            return;
        }
        world.count("one left behind");
        SimulatedMachine left = world.seededRandom().pick(up);
        Cuts cuts = new Cuts(world);
        cuts.allLinks(left);
        cuts.zooKeeper(left);
        left.process().zooKeeper().closeSession();
        for (SimulatedMachine other : up) {
            if (other != left) {
                other.crash("is killed, and one is left behind");
                later(Timeline.millis(500), other::start);
            }
        }
        later(Timeline.millis(15_000), cuts::mend);
    }

    /** Another node is elected, and the old controller does not know it. */
    private void depose() {
        if (!world.zooKeeper().isOut()) {
            world.zooKeeper().deposeController();
        }
    }
}
