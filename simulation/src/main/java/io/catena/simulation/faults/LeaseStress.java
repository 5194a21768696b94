package io.catena.simulation.faults;

import io.catena.server.chain.Member;
import io.catena.simulation.client.RequestSender;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.run.Activity;
import io.catena.simulation.run.Options;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Aims faults at changes of the configuration, one scene after the other: a node loses or gets a place, and for
 * about as long as a lease lasts one node does not hear of it, while clients read from that node. Chance alone
 * would hardly produce these scenes.
 */
public final class LeaseStress implements Activity {
    static final long GLANCE_NANOS = Timeline.millis(1);
    private static final long LOOK_NANOS = Timeline.millis(50);
    private static final long PATIENCE_NANOS = Timeline.millis(10_000);
    /** Long enough for two changes of the configuration, and for a chain that is formed again. */
    private static final long LONG_LEASE_NANOS = Timeline.millis(4_000);

    private static final long VERY_LONG_LEASE_NANOS = Timeline.millis(7_000);

    private final SimulatedRun run;
    private final SimulatedCluster cluster;
    private final RequestSender requests;
    private final ChainOfMachines chain;
    private final SettingsScenes settingsScenes;
    private boolean stopped;
    /** The length of leases when the present scene began; where there are none, about how long the scene lasts. */
    private long leaseNanos;

    public LeaseStress(SimulatedRun run, SimulatedCluster cluster, RequestSender requests) {
        this.run = run;
        this.cluster = cluster;
        this.requests = requests;
        this.chain = new ChainOfMachines(cluster);
        this.settingsScenes = new SettingsScenes(run, cluster, this);
    }

    ChainOfMachines chain() {
        return chain;
    }

    long leaseNanos() {
        return leaseNanos;
    }

    @Override
    public void start() {
        if (run.options().huntNanos() > 0) {
            next();
        }
    }

    @Override
    public void stop() {
        stopped = true;
        requests.readersGoTo(null);
    }

    void next() {
        after(run.seededRandom().exponential(run.options().huntNanos()), () -> {
            chain.look(run.someChain());
            when(chain::isReady, LOOK_NANOS, this::prepare, this::next);
        });
    }

    /** Waits until members can have won leases. */
    private void prepare() {
        after(run.seededRandom().between(LOOK_NANOS, 12 * LOOK_NANOS), () -> {
            if (chain.isReady()) {
                scene();
            } else {
                next();
            }
        });
    }

    void after(long nanos, Runnable action) {
        run.timeline().after(nanos, () -> {
            if (!stopped) {
                action.run();
            }
        });
    }

    /** Runs the action when the condition holds, or the other one if it does not hold within 10 s. */
    void when(BooleanSupplier condition, long everyNanos, Runnable action, Runnable otherwise) {
        when(condition, everyNanos, action, otherwise, run.timeline().nowNanos() + PATIENCE_NANOS);
    }

    private void when(
            BooleanSupplier condition, long everyNanos, Runnable action, Runnable otherwise, long untilNanos) {
        if (condition.getAsBoolean()) {
            action.run();
        } else if (run.timeline().nowNanos() > untilNanos) {
            otherwise.run();
        } else {
            after(everyNanos, () -> when(condition, everyNanos, action, otherwise, untilNanos));
        }
    }

    /** Clients read from the machine for about one or two leases; then all faults end, and the next scene begins. */
    void watch(SimulatedMachine machine, Cuts cuts) {
        requests.readersGoTo(machine);
        double leases = run.seededRandom().between(0.8, 2.5);
        long nanos = (long) (leaseNanos * leases) + Timeline.millis(200);
        after(Math.min(nanos, PATIENCE_NANOS), () -> ends(cuts));
    }

    void ends(Cuts cuts) {
        cuts.mend();
        requests.readersGoTo(null);
        cluster.machines().forEach(SimulatedMachine::start);
        next();
    }

    private void scene() {
        leaseNanos = Timeline.millis(Math.max(chain.newest().leaseMillis(), Options.SCENE_MILLIS));
        if (run.options().leasesChange() && run.seededRandom().chance(0.5)) {
            settingsScenes.play();
            return;
        }
        if (leaseNanos < LONG_LEASE_NANOS) {
            switch (run.seededRandom().below(10)) {
                case 0, 1 -> oust();
                case 2 -> leaveUnheard();
                case 3, 4 -> appendUnheard();
                case 5, 6, 7 -> oustWithLateNews();
                default -> underAnotherController(this::oldHandshake);
            }
            return;
        }
        switch (run.seededRandom().below(8)) {
            case 0 -> oust();
            case 1, 2 -> leaveUnheard();
            case 3 -> appendUnheard();
            default -> missTwoOrLeaveOneBehind();
        }
    }

    private void missTwoOrLeaveOneBehind() {
        boolean veryLong = leaseNanos >= VERY_LONG_LEASE_NANOS;
        if (veryLong && run.seededRandom().chance(0.4)) {
            leaveOneBehind();
        } else {
            underAnotherController(this::missTwo);
        }
    }

    /** Plays a scene that needs three members, of which the head is not the controller. */
    void underAnotherController(Runnable scene) {
        if (chain.members().size() < 3) {
            oust();
        } else if (chain.isController(chain.members().get(0))) {
            cluster.zooKeeper().deposeController();
            after(Timeline.millis(500), () -> {
                if (chain.isReady()
                        && chain.members().size() >= 3
                        && !chain.isController(chain.members().get(0))) {
                    scene.run();
                } else {
                    next();
                }
            });
        } else {
            scene.run();
        }
    }

    void begins(String scene) {
        run.count("hunt: " + scene);
        run.trace().line("hunt", "%s", scene);
    }

    /** A living member loses its place and does not hear of it, or hears older messages long after that. */
    private void oust() {
        begins("ousted");
        SimulatedMachine victim = run.seededRandom().pick(chain.members());
        Cuts cuts = new Cuts(run, cluster);
        silence(victim, cuts);
        after(run.seededRandom().exponential(Timeline.millis(50)), () -> {
            if (victim.isUp()) {
                victim.process().zooKeeper().closeSession();
            }
            if (run.seededRandom().chance(0.5)) {
                headLeaves(victim);
            }
            watch(victim, cuts);
        });
    }

    void silence(SimulatedMachine victim, Cuts cuts) {
        switch (run.seededRandom().below(4)) {
            case 0 -> cutOff(victim, cuts);
            case 1 -> cuts.zooKeeper(victim);
            // What a replica remembers shows only when it stood still meanwhile.
            default -> cuts.pause(victim.process());
        }
    }

    static void cutOff(SimulatedMachine victim, Cuts cuts) {
        cuts.zooKeeper(victim);
        cuts.allLinks(victim);
    }

    /**
     * Messages from a member take long, and then also messages to it: its acknowledgement completes a round, and it
     * hears of that only when it has lost its place.
     */
    private void oustWithLateNews() {
        begins("ousted with late news");
        SimulatedMachine victim = run.seededRandom().pick(chain.members());
        List<SimulatedMachine> others = chain.members();
        others.remove(victim);
        long roundNanos = run.seededRandom().between(leaseNanos / 3, leaseNanos / 2);
        long newsNanos = run.seededRandom().between(leaseNanos / 10, 2 * leaseNanos);
        Cuts cuts = new Cuts(run, cluster);
        others.forEach(other -> cluster.network().hold(victim.name(), other.name(), roundNanos));
        after(roundNanos - GLANCE_NANOS, () -> {
            others.forEach(other -> cluster.network().hold(other.name(), victim.name(), newsNanos));
            cuts.zooKeeper(victim);
        });
        after(roundNanos + run.seededRandom().exponential(Timeline.millis(10)), () -> {
            if (victim.isUp()) {
                victim.process().zooKeeper().closeSession();
            }
            watch(victim, cuts);
        });
    }

    /** The head leaves soon after the victim has lost its place, unless the head is the victim. */
    private void headLeaves(SimulatedMachine victim) {
        Member ousted = victim.isUp() ? chain.self(victim) : null;
        Runnable leave = () -> {
            SimulatedMachine head = cluster.machine(chain.newest().head().address());
            if (head.isUp() && chain.newest().members().size() > 1) {
                head.process().leave();
            }
        };
        Runnable soon = () -> after(run.seededRandom().exponential(Timeline.millis(100)), leave);
        when(() -> ousted != null && chain.newest().hasRemoved(ousted), GLANCE_NANOS, soon, () -> {});
    }

    /** A member that asked to leave does not hear that it may. */
    private void leaveUnheard() {
        begins("left unheard");
        SimulatedMachine leaver = run.seededRandom().pick(chain.members());
        Member self = chain.self(leaver);
        Cuts cuts = new Cuts(run, cluster);
        leaver.process().leave();
        Runnable deaf = () -> {
            cuts.zooKeeper(leaver);
            watch(leaver, cuts);
        };
        when(
                () -> chain.saysThatItHasGone(self) || chain.newest().hasRemoved(self),
                GLANCE_NANOS,
                deaf,
                () -> ends(cuts));
    }

    /** Only the new tail hears that it was appended; the others do not. */
    private void appendUnheard() {
        begins("appended unheard");
        Cuts cuts = new Cuts(run, cluster);
        SimulatedMachine tail = chain.members().get(chain.members().size() - 1);
        tail.crash("is killed, to be appended again");
        after(Timeline.millis(100), tail::start);
        when(() -> chain.isAppended(tail), GLANCE_NANOS, () -> appended(tail, cuts), () -> ends(cuts));
    }

    private void appended(SimulatedMachine tail, Cuts cuts) {
        Cuts news = new Cuts(run, cluster);
        for (SimulatedMachine other : chain.members()) {
            if (other != tail && run.seededRandom().chance(0.8)) {
                news.zooKeeper(other);
            }
            if (other != tail && run.seededRandom().chance(0.7)) {
                cuts.slow(other, tail, run.seededRandom().exponential(Timeline.millis(100)));
            }
        }
        after(run.seededRandom().exponential(leaseNanos / 2), news::mend);
        watch(tail, cuts);
    }

    /**
     * The node that is head in the end hears of an unclean change and of the clean change behind it only when both
     * are published. The controller hears of all, and its successor would wait before it removes a node: so the
     * controller is the node that leaves, or a fourth one.
     */
    private void missTwo() {
        List<SimulatedMachine> members = chain.members();
        begins("two missed");
        List<SimulatedMachine> going = new ArrayList<>(members.subList(0, 3));
        SimulatedMachine leaver = going.stream()
                .filter(chain::isController)
                .findFirst()
                .orElse(going.get(run.seededRandom().chance(0.8) ? 2 : 1));
        going.remove(leaver);
        SimulatedMachine late = going.remove(run.seededRandom().below(2));
        SimulatedMachine ousted = going.get(0);
        Member gone = chain.self(leaver);
        Cuts news = new Cuts(run, cluster);
        Cuts cuts = new Cuts(run, cluster);
        news.zooKeeper(late);
        cutOff(ousted, cuts);
        ousted.process().zooKeeper().closeSession();
        leaver.process().leave();
        watch(ousted, cuts);
        when(() -> chain.newest().hasRemoved(gone), GLANCE_NANOS, news::mend, news::mend);
    }

    /**
     * A repeated handshake and the rounds behind it take so long that the second member has heard of the next epoch
     * before they arrive, and the head has not; then the head loses its place.
     */
    private void oldHandshake() {
        List<SimulatedMachine> members = chain.members();
        begins("old handshake");
        SimulatedMachine head = members.get(0);
        SimulatedMachine second = members.get(1);
        SimulatedMachine leaver = members.get(2);
        Cuts news = new Cuts(run, cluster);
        Cuts cuts = new Cuts(run, cluster);
        cuts.slow(second, head, run.seededRandom().between(Timeline.millis(200), Timeline.millis(600)));
        cluster.network().reset(head.name(), second.name());
        long heldNanos = run.seededRandom().between(Timeline.millis(400), Timeline.millis(1_000));
        after(run.seededRandom().between(Timeline.millis(170), Timeline.millis(350)), () -> {
            cluster.network().hold(head.name(), second.name(), heldNanos);
            news.zooKeeper(head);
            if (leaver.isUp()) {
                leaver.process().leave();
            }
            after(heldNanos + run.seededRandom().exponential(Timeline.millis(100)), () -> {
                news.mend();
                when(() -> chain.isInNewest(head), GLANCE_NANOS, () -> oust(head, cuts), () -> ends(cuts));
            });
        });
    }

    private void oust(SimulatedMachine victim, Cuts cuts) {
        cuts.zooKeeper(victim);
        victim.process().zooKeeper().closeSession();
        watch(victim, cuts);
    }

    /** All nodes die at once but one, which loses its place and does not hear of it. */
    private void leaveOneBehind() {
        begins("one left behind");
        SimulatedMachine left = run.seededRandom().pick(chain.members());
        Cuts cuts = new Cuts(run, cluster);
        cutOff(left, cuts);
        for (SimulatedMachine other : cluster.machines()) {
            if (other.isUp()) {
                other.process().zooKeeper().closeSession();
            }
            if (other != left && other.isUp()) {
                other.crash("is killed, and one is left behind");
                after(run.seededRandom().exponential(Timeline.millis(200)), other::start);
            }
        }
        watch(left, cuts);
    }
}
