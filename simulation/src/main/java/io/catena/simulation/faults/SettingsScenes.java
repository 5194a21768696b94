package io.catena.simulation.faults;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.SharedSettings;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import io.catena.simulation.zookeeper.ChainState;
import java.util.List;

/**
 * The scenes of {@link LeaseStress} in which the length of leases changes while a member may still use an old
 * lease.
 */
final class SettingsScenes {
    private static final long SHORT_NANOS = Timeline.millis(1_000);

    private final SimulatedRun run;
    private final SimulatedCluster cluster;
    private final LeaseStress leaseStress;

    SettingsScenes(SimulatedRun run, SimulatedCluster cluster, LeaseStress leaseStress) {
        this.run = run;
        this.cluster = cluster;
        this.leaseStress = leaseStress;
    }

    /** Leases get shorter while long ones are in use; or they get long again, for the next scene. */
    void play() {
        if (leaseStress.leaseNanos() < SHORT_NANOS) {
            leaseStress.begins("longer leases");
            changeLease(run.seededRandom().between(Timeline.millis(3_000), Timeline.millis(8_000)));
            leaseStress.after(
                    run.seededRandom().between(Timeline.millis(50), Timeline.millis(1_000)), leaseStress::next);
        } else if (run.seededRandom().chance(0.5)) {
            shortenUnheard();
        } else {
            leaseStress.underAnotherController(this::shortenBehind);
        }
    }

    private void changeLease(long nanos) {
        SharedSettings before = cluster.zooKeeper().newest().settings();
        int millis = (int) (nanos / Timeline.millis(1));
        cluster.zooKeeper().changeSettings(new SharedSettings(millis, 1, before.wishedReplicas(), before.format()));
    }

    /** A member does not hear that leases are shorter from now on, and loses its place. */
    private void shortenUnheard() {
        leaseStress.begins("shortened unheard");
        SimulatedMachine victim = run.seededRandom().pick(leaseStress.chain().members());
        Configuration before = leaseStress.chain().newest();
        Cuts cuts = new Cuts(run, cluster);
        leaseStress.silence(victim, cuts);
        changeLease(run.seededRandom().between(Timeline.millis(100), leaseStress.leaseNanos() / 4));
        Runnable oust = () -> {
            if (victim.isUp()) {
                victim.process().zooKeeper().closeSession();
            }
            leaseStress.watch(victim, cuts);
        };
        leaseStress.when(
                () -> leaseStress.chain().newest().epoch() > before.epoch(),
                LeaseStress.GLANCE_NANOS,
                oust,
                () -> leaseStress.ends(cuts));
    }

    /**
     * A member loses its place and does not hear of it; the others get shorter leases, and then the head dies. The
     * next head must wait for the lease of the first.
     */
    private void shortenBehind() {
        leaseStress.begins("shortened behind one's back");
        List<SimulatedMachine> members = leaseStress.chain().members();
        SimulatedMachine head = members.get(0);
        SimulatedMachine victim = members.get(run.seededRandom().chance(0.5) ? members.size() - 1 : 1);
        Member ousted = leaseStress.chain().self(victim);
        Cuts cuts = new Cuts(run, cluster);
        LeaseStress.cutOff(victim, cuts);
        victim.process().zooKeeper().closeSession();
        Runnable headDies = () -> {
            if (head.isUp()) {
                head.crash("is killed, with shorter leases");
            }
            leaseStress.watch(victim, cuts);
        };
        Runnable shorten = () -> {
            int millis = (int) run.seededRandom().between(100, 500);
            changeLease(Timeline.millis(millis));
            leaseStress.when(() -> isInForce(millis), LeaseStress.GLANCE_NANOS, headDies, () -> leaseStress.ends(cuts));
        };
        leaseStress.when(
                () -> leaseStress.chain().newest().hasRemoved(ousted),
                LeaseStress.GLANCE_NANOS,
                shorten,
                () -> leaseStress.ends(cuts));
    }

    private boolean isInForce(int leaseMillis) {
        ChainState newest = cluster.newest(leaseStress.chain().chain());
        return newest.configuration().leaseMillis() == leaseMillis
                && newest.configuration().equals(newest.activated());
    }
}
