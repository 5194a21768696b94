package io.catena.simulation.faults;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.machine.SimulatedProcess;
import io.catena.simulation.run.Activity;
import io.catena.simulation.run.Options;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import java.util.List;

/** Injects faults at random times and places until it is stopped. */
public final class FaultInjector implements Activity {
    private static final long SLOW_FOR_NANOS = Timeline.millis(20_000);

    private final SimulatedRun run;
    private final SimulatedCluster cluster;
    private boolean stopped;

    public FaultInjector(SimulatedRun run, SimulatedCluster cluster) {
        this.run = run;
        this.cluster = cluster;
    }

    @Override
    public void start() {
        Options options = run.options();
        again(options.crashNanos(), this::crash);
        again(options.pauseNanos(), this::pause);
        again(options.resetNanos(), () -> {
            run.count("reset");
            cluster.network().resetOne();
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
                () -> cluster.zooKeeper().changeSettings(options.drawShared(run.seededRandom())));
        again(options.slowMachineNanos(), this::slowOne);
        slowLinks();
        cluster.stalls().start();
    }

    @Override
    public void stop() {
        stopped = true;
        cluster.stalls().stop();
    }

    private void again(long meanNanos, Runnable harm) {
        if (meanNanos > 0) {
            run.timeline().after(run.seededRandom().exponential(meanNanos) + 1, () -> {
                if (!stopped) {
                    harm.run();
                    again(meanNanos, harm);
                }
            });
        }
    }

    /** Ends a fault after a random time, unless all faults have been stopped by then. */
    private void later(long meanNanos, Runnable cure) {
        run.timeline().after(run.seededRandom().exponential(meanNanos) + 1, () -> {
            if (!stopped) {
                cure.run();
            }
        });
    }

    private List<SimulatedMachine> up() {
        return cluster.machines().stream().filter(SimulatedMachine::isUp).toList();
    }

    // ------------------------------------------------------------------------------------------- processes

    private void crash() {
        List<SimulatedMachine> up = up();
        if (up.isEmpty()) {
            return;
        }
        SimulatedMachine victim = run.seededRandom().pick(up);
        if (run.seededRandom().chance(run.options().wipeChance())) {
            run.count("wiped disk");
            victim.wipe();
            SimulatedMachine fresh = cluster.addMachine();
            later(run.options().downNanos(), fresh::start);
        } else {
            run.count("crash");
            victim.crash("is killed");
            later(run.options().downNanos(), victim::start);
        }
    }

    private void pause() {
        List<SimulatedMachine> up = up();
        if (up.isEmpty()) {
            return;
        }
        run.count("pause");
        SimulatedProcess victim = run.seededRandom().pick(up).process();
        victim.pause();
        later(run.options().sessionTimeoutNanos(), victim::resume);
    }

    private void leave() {
        List<SimulatedMachine> up = up();
        if (up.isEmpty()) {
            return;
        }
        run.count("leave");
        SimulatedMachine leaver = run.seededRandom().chance(0.5)
                ? run.seededRandom().pick(up)
                : headOr(run.seededRandom().pick(up));
        leaver.process().leave();
        later(run.options().downNanos() + Timeline.millis(10_000), leaver::start);
    }

    /** The head of a chain's newest configuration, if it is up. */
    private SimulatedMachine headOr(SimulatedMachine other) {
        Configuration newest = cluster.newest(run.someChain()).configuration();
        SimulatedMachine head =
                newest == null ? other : cluster.machine(newest.head().address());
        return head.isUp() ? head : other;
    }

    private void blackout() {
        run.count("blackout");
        for (SimulatedMachine machine : up()) {
            machine.crash("is killed with all others");
            later(run.options().downNanos(), machine::start);
        }
    }

    /** A disk fills up at once, or in stages, so that less than the reserve is noticed before. */
    private void fillDisk() {
        SimulatedMachine victim = run.seededRandom().pick(cluster.machines());
        boolean slowly = run.seededRandom().chance(0.5);
        run.count(slowly ? "disk nearly full" : "disk full");
        victim.space(slowly ? SimulatedMachine.Space.LITTLE : SimulatedMachine.Space.NONE);
        if (slowly && run.seededRandom().chance(0.5)) {
            run.count("disk nearly out of space");
            later(run.options().downNanos() / 2, () -> victim.space(SimulatedMachine.Space.VERY_LITTLE));
        }
        if (slowly && run.seededRandom().chance(0.3)) {
            later(run.options().downNanos(), () -> victim.space(SimulatedMachine.Space.NONE));
        }
        later(2 * run.options().downNanos(), () -> victim.space(SimulatedMachine.Space.ENOUGH));
        later(3 * run.options().downNanos(), victim::start);
    }

    // ------------------------------------------------------------------------------------------- network

    /** A machine becomes far slower than the others, by its disk or by its links, for 20 s on average. */
    private void slowOne() {
        SimulatedMachine victim = run.seededRandom().pick(cluster.machines());
        long nanos = run.seededRandom().between(Timeline.millis(250), Timeline.millis(2_000));
        if (run.seededRandom().chance(0.5)) {
            run.count("slow machine: its disk");
            victim.slowDisk(nanos);
            later(SLOW_FOR_NANOS, () -> victim.slowDisk(0));
        } else {
            run.count("slow machine: its links");
            Cuts cuts = new Cuts(run, cluster);
            for (SimulatedMachine other : cluster.machines()) {
                if (other != victim) {
                    cuts.slow(victim, other, nanos);
                    cuts.slow(other, victim, nanos);
                }
            }
            later(SLOW_FOR_NANOS, cuts::mend);
        }
    }

    private void slowLinks() {
        for (SimulatedMachine from : cluster.machines()) {
            for (SimulatedMachine to : cluster.machines()) {
                if (run.seededRandom().chance(run.options().slowLinkChance())) {
                    run.count("slow link");
                    cluster.network()
                            .slowDown(from.name(), to.name(), run.seededRandom().exponential(Timeline.millis(200)));
                }
            }
        }
    }

    private void cut() {
        SimulatedMachine victim = run.seededRandom().pick(cluster.machines());
        SimulatedMachine other = run.seededRandom().pick(cluster.machines());
        Cuts cuts = new Cuts(run, cluster);
        switch (run.seededRandom().below(5)) {
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
        run.count("held connection");
        cluster.network().holdOne(run.seededRandom().exponential(Timeline.millis(2_000)));
    }

    // ------------------------------------------------------------------------------------------- ZooKeeper

    private void outage() {
        run.count("ZooKeeper outage");
        run.trace().line("zk", "is out");
        cluster.zooKeeper().outageBegins();
        later(Timeline.millis(4_000), () -> cluster.zooKeeper().outageEnds());
    }

    /**
     * A living node loses its place. In some cases it does not hear of that for a while, and another node goes
     * meanwhile.
     */
    private void expire() {
        List<SimulatedMachine> up = up();
        if (up.isEmpty() || cluster.zooKeeper().isOut()) {
            return;
        }
        run.count("session expired");
        SimulatedMachine victim = run.seededRandom().pick(up);
        if (run.seededRandom().chance(0.5)) {
            Cuts cuts = new Cuts(run, cluster);
            cuts.zooKeeper(victim);
            if (run.seededRandom().chance(0.5)) {
                cuts.allLinks(victim);
            }
            later(Timeline.millis(8_000), cuts::mend);
        }
        victim.process().zooKeeper().closeSession();
        int chain = run.someChain();
        Member self = victim.process().self(chain);
        if (self != null && run.seededRandom().chance(0.3)) {
            onceRemoved(chain, self, this::anotherGoesToo);
        }
    }

    /**
     * Removes another node soon after the first has lost its place, so that the second change follows before all
     * nodes have heard of the first. In half of the cases the head does not reach ZooKeeper at that time.
     */
    private void anotherGoesToo() {
        List<SimulatedMachine> up = up();
        if (!up.isEmpty() && run.seededRandom().chance(0.5)) {
            Cuts cuts = new Cuts(run, cluster);
            cuts.zooKeeper(headOr(run.seededRandom().pick(up)));
            later(Timeline.millis(1_500), cuts::mend);
        }
        if (run.seededRandom().chance(0.5)) {
            later(Timeline.millis(300), this::leave);
        } else {
            later(Timeline.millis(20), this::crash);
        }
    }

    private void onceRemoved(int chain, Member member, Runnable action) {
        Configuration newest = cluster.newest(chain).configuration();
        if (stopped) {
            return;
        }
        if (newest != null && newest.hasRemoved(member)) {
            action.run();
        } else {
            run.timeline().after(Timeline.millis(50), () -> onceRemoved(chain, member, action));
        }
    }

    /** All nodes die but one. It loses its place and does not hear of that, while clients still reach it. */
    private void leaveOneBehind() {
        List<SimulatedMachine> up = up();
        if (up.size() < 2) {
            return;
        }
        run.count("one left behind");
        SimulatedMachine left = run.seededRandom().pick(up);
        Cuts cuts = new Cuts(run, cluster);
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
        if (!cluster.zooKeeper().isOut()) {
            cluster.zooKeeper().deposeController();
        }
    }
}
