package io.catena.simulation;

import io.catena.server.chain.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Aims faults at changes of the configuration, one scene after the other: a node loses or gets a place, and for
 * about as long as a lease lasts one node does not hear of it, while clients read from that node. Chance alone
 * would hardly produce these scenes.
 */
final class LeaseStress {
    static final long GLANCE_NANOS = Timeline.millis(1);
    private static final long LOOK_NANOS = Timeline.millis(50);
    private static final long PATIENCE_NANOS = Timeline.millis(10_000);
    /** Long enough for two changes of the configuration, and for a chain that is formed again. */
    private static final long LONG_LEASE_NANOS = Timeline.millis(4_000);

    private static final long VERY_LONG_LEASE_NANOS = Timeline.millis(7_000);

    private final World world;
    private final ChainOfMachines chain;
    private final SettingsScenes settingsScenes;
    private boolean stopped;
    /** The length of leases when the present scene began; where there are none, about how long the scene lasts. */
    private long leaseNanos;

    LeaseStress(World world) {
        this.world = world;
        this.chain = new ChainOfMachines(world);
        this.settingsScenes = new SettingsScenes(world, this);
    }

    ChainOfMachines chain() {
        return chain;
    }

    long leaseNanos() {
        return leaseNanos;
    }

    void start() {
        if (world.options().huntNanos() > 0) {
            next();
        }
    }

    void stop() {
        stopped = true;
        world.readersGoTo(null);
    }

    void next() {
        after(
                world.seededRandom().exponential(world.options().huntNanos()),
                () -> when(chain::isReady, LOOK_NANOS, this::prepare, this::next));
    }

    /** Waits until members can have won leases. */
    private void prepare() {
        after(world.seededRandom().between(LOOK_NANOS, 12 * LOOK_NANOS), () -> {
            if (chain.isReady()) {
                scene();
            } else {
                next();
            }
        });
    }

    void after(long nanos, Runnable action) {
        world.timeline().after(nanos, () -> {
            if (!stopped) {
                action.run();
            }
        });
    }

    /** Runs the action when the condition holds, or the other one if it does not hold within 10 s. */
    void when(BooleanSupplier condition, long everyNanos, Runnable action, Runnable otherwise) {
        when(condition, everyNanos, action, otherwise, world.timeline().nowNanos() + PATIENCE_NANOS);
    }

    private void when(
            BooleanSupplier condition, long everyNanos, Runnable action, Runnable otherwise, long untilNanos) {
        if (condition.getAsBoolean()) {
            action.run();
        } else if (world.timeline().nowNanos() > untilNanos) {
            otherwise.run();
        } else {
            after(everyNanos, () -> when(condition, everyNanos, action, otherwise, untilNanos));
        }
    }

    /** Clients read from the machine for about one or two leases; then all faults end, and the next scene begins. */
    void watch(SimulatedMachine machine, Cuts cuts) {
        world.readersGoTo(machine);
        double leases = world.seededRandom().between(0.8, 2.5);
        long nanos = (long) (leaseNanos * leases) + Timeline.millis(200);
        after(Math.min(nanos, PATIENCE_NANOS), () -> ends(cuts));
    }

    void ends(Cuts cuts) {
        cuts.mend();
        world.readersGoTo(null);
        world.machines().forEach(SimulatedMachine::start);
        next();
    }

    private void scene() {
        leaseNanos = Timeline.millis(Math.max(chain.newest().leaseMillis(), Options.SCENE_MILLIS));
        if (world.options().leasesChange() && world.seededRandom().chance(0.5)) {
            settingsScenes.play();
            return;
        }
        if (leaseNanos < LONG_LEASE_NANOS) {
            switch (world.seededRandom().below(10)) {
                case 0, 1 -> oust();
                case 2 -> leaveUnheard();
                case 3, 4 -> appendUnheard();
                case 5, 6, 7 -> oustWithLateNews();
                default -> underAnotherController(this::oldHandshake);
            }
            return;
        }
        switch (world.seededRandom().below(8)) {
            case 0 -> oust();
            case 1, 2 -> leaveUnheard();
            case 3 -> appendUnheard();
            default -> missTwoOrLeaveOneBehind();
        }
    }

    private void missTwoOrLeaveOneBehind() {
        boolean veryLong = leaseNanos >= VERY_LONG_LEASE_NANOS;
        if (veryLong && world.seededRandom().chance(0.4)) {
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
            world.zooKeeper().deposeController();
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
        world.count("hunt: " + scene);
        world.trace().line("hunt", "%s", scene);
    }

    /** A living member loses its place and does not hear of it, or hears older messages long after that. */
    private void oust() {
        begins("ousted");
        SimulatedMachine victim = world.seededRandom().pick(chain.members());
        Cuts cuts = new Cuts(world);
        silence(victim, cuts);
        after(world.seededRandom().exponential(Timeline.millis(50)), () -> {
            if (victim.isUp()) {
                victim.process().zooKeeper().closeSession();
            }
            if (world.seededRandom().chance(0.5)) {
                headLeaves(victim);
            }
            watch(victim, cuts);
        });
    }

    void silence(SimulatedMachine victim, Cuts cuts) {
        switch (world.seededRandom().below(4)) {
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
        SimulatedMachine victim = world.seededRandom().pick(chain.members());
        List<SimulatedMachine> others = chain.members();
        others.remove(victim);
        long roundNanos = world.seededRandom().between(leaseNanos / 3, leaseNanos / 2);
        long newsNanos = world.seededRandom().between(leaseNanos / 10, 2 * leaseNanos);
        Cuts cuts = new Cuts(world);
        others.forEach(other -> world.network().hold(victim.name(), other.name(), roundNanos));
        after(roundNanos - GLANCE_NANOS, () -> {
            others.forEach(other -> world.network().hold(other.name(), victim.name(), newsNanos));
            cuts.zooKeeper(victim);
        });
        after(roundNanos + world.seededRandom().exponential(Timeline.millis(10)), () -> {
            if (victim.isUp()) {
                victim.process().zooKeeper().closeSession();
            }
            watch(victim, cuts);
        });
    }

    /** The head leaves soon after the victim has lost its place, unless the head is the victim. */
    private void headLeaves(SimulatedMachine victim) {
        Member ousted = victim.isUp() ? victim.process().self() : null;
        Runnable leave = () -> {
            SimulatedMachine head = world.machine(chain.newest().head().address());
            if (head.isUp() && chain.newest().members().size() > 1) {
                head.process().leave();
            }
        };
        Runnable soon = () -> after(world.seededRandom().exponential(Timeline.millis(100)), leave);
        when(() -> ousted != null && chain.newest().hasRemoved(ousted), GLANCE_NANOS, soon, () -> {});
    }

    /** A member that asked to leave does not hear that it may. */
    private void leaveUnheard() {
        begins("left unheard");
        SimulatedMachine leaver = world.seededRandom().pick(chain.members());
        Member self = leaver.process().self();
        Cuts cuts = new Cuts(world);
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
        Cuts cuts = new Cuts(world);
        SimulatedMachine tail = chain.members().get(chain.members().size() - 1);
        tail.crash("is killed, to be appended again");
        after(Timeline.millis(100), tail::start);
        when(() -> chain.isAppended(tail), GLANCE_NANOS, () -> appended(tail, cuts), () -> ends(cuts));
    }

    private void appended(SimulatedMachine tail, Cuts cuts) {
        Cuts news = new Cuts(world);
        for (SimulatedMachine other : chain.members()) {
            if (other != tail && world.seededRandom().chance(0.8)) {
                news.zooKeeper(other);
            }
            if (other != tail && world.seededRandom().chance(0.7)) {
                cuts.slow(other, tail, world.seededRandom().exponential(Timeline.millis(100)));
            }
        }
        after(world.seededRandom().exponential(leaseNanos / 2), news::mend);
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
                .orElse(going.get(world.seededRandom().chance(0.8) ? 2 : 1));
        going.remove(leaver);
        SimulatedMachine late = going.remove(world.seededRandom().below(2));
        SimulatedMachine ousted = going.get(0);
        Member gone = leaver.process().self();
        Cuts news = new Cuts(world);
        Cuts cuts = new Cuts(world);
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
        Cuts news = new Cuts(world);
        Cuts cuts = new Cuts(world);
        cuts.slow(second, head, world.seededRandom().between(Timeline.millis(200), Timeline.millis(600)));
        world.network().reset(head.name(), second.name());
        long heldNanos = world.seededRandom().between(Timeline.millis(400), Timeline.millis(1_000));
        after(world.seededRandom().between(Timeline.millis(170), Timeline.millis(350)), () -> {
            world.network().hold(head.name(), second.name(), heldNanos);
            news.zooKeeper(head);
            if (leaver.isUp()) {
                leaver.process().leave();
            }
            after(heldNanos + world.seededRandom().exponential(Timeline.millis(100)), () -> {
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
        SimulatedMachine left = world.seededRandom().pick(chain.members());
        Cuts cuts = new Cuts(world);
        cutOff(left, cuts);
        for (SimulatedMachine other : world.machines()) {
            if (other.isUp()) {
                other.process().zooKeeper().closeSession();
            }
            if (other != left && other.isUp()) {
                other.crash("is killed, and one is left behind");
                after(world.seededRandom().exponential(Timeline.millis(200)), other::start);
            }
        }
        watch(left, cuts);
    }
}
