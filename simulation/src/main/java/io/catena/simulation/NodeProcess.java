package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.StoredState;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One run of a node's process: the lives of its replica, one after the other, as {@code server/node/Lives} has them. What
 * is scheduled through {@link #post} waits while the process stands still, and is lost when it ends.
 */
final class NodeProcess {
    /** A replica that is quiet gets its next tick after so long, or from half of that on with what happens anyway. */
    private static final long QUIET_TICK_NANOS = Timeline.millis(400);

    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final long GOOD_LIFE_NANOS = Timeline.millis(20_000);

    private final World world;
    private final Machine machine;
    private final SimulatedMembership membership;
    private final ZooKeeperClient zooKeeper;
    private final ControllerProcess controller;
    private final DiskThread disk;
    private List<Runnable> backlog = new ArrayList<>();
    private boolean alive = true;
    private boolean paused;
    private boolean tickIsLate;
    private boolean stopping;
    private boolean beginning;
    private boolean fetching;
    private boolean activating;
    private Configuration layout;
    private Life life;
    private Member self;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private long lifeBeganNanos;

    NodeProcess(World world, Machine machine) {
        this.world = world;
        this.machine = machine;
        this.membership = new SimulatedMembership(world, this);
        this.controller = new ControllerProcess(world, this);
        this.zooKeeper = new ZooKeeperClient(world, this, new ZooKeeperClient.Listener() {
            @Override
            public void changed() {
                membership.changed();
                controller.changed();
            }

            @Override
            public void reconnected() {
                membership.reconnected();
                controller.zooKeeperReturned();
            }
        });
        this.disk = new DiskThread(world, this);
    }

    void start() {
        zooKeeper.start();
        registerNext();
        tickNext();
    }

    String name() {
        return machine.name();
    }

    Machine machine() {
        return machine;
    }

    ZooKeeperClient zooKeeper() {
        return zooKeeper;
    }

    DiskThread disk() {
        return disk;
    }

    boolean isAlive() {
        return alive;
    }

    boolean isPaused() {
        return paused;
    }

    boolean isStopping() {
        return stopping;
    }

    /** Null between two lives. */
    Life life() {
        return life;
    }

    /** The present life, or the last one. */
    Member self() {
        return self;
    }

    Configuration layout() {
        return layout;
    }

    long clockNanos() {
        return machine.clockNanos();
    }

    /** Something that this process is to do later. */
    void post(long delayNanos, Runnable action) {
        world.timeline().after(delayNanos, () -> {
            if (paused) {
                backlog.add(action);
            } else if (alive) {
                action.run();
            }
        });
    }

    // ------------------------------------------------------------------------------------------- what befalls it

    void pause() {
        if (!paused) {
            world.trace().line(name(), "stands still");
            paused = true;
        }
    }

    void resume() {
        if (paused && alive) {
            world.trace().line(name(), "goes on");
            paused = false;
            List<Runnable> waited = backlog;
            backlog = new ArrayList<>();
            waited.forEach(action -> post(0, action));
            if (tickIsLate) {
                tickIsLate = false;
                post(world.dice().below(2) * world.options().tickNanos(), this::tick);
            }
        }
    }

    void die() {
        alive = false;
        backlog.clear();
        disk.crash();
        zooKeeper.stop();
        if (life != null) {
            life.end();
            life = null;
        }
        world.network().processEnds(this);
    }

    void halt(String reason) {
        world.count("halted");
        world.invariants().onHalt(this, reason);
        machine.crash("halts: " + reason);
    }

    /** Asks to leave; ends when it has been removed, or after a while anyway. */
    void leave() {
        if (stopping) {
            return;
        }
        stopping = true;
        world.trace().line(name(), "is asked to leave");
        if (life == null) {
            hasLeft();
            return;
        }
        life.driver().leave();
        post(Timeline.millis(10_000), this::hasLeft);
    }

    /** The replica has taken a step. Without a planted fault nobody says anything. */
    void stepped() {
        if (stopping && life != null && !life.isOver()) {
            ReplicaReport report = life.driver().report();
            boolean hasAnswered = life.hasAnsweredAllWrites();
            world.sabotage().goneAtOnce(report, hasAnswered).ifPresent(this::report);
        }
    }

    private void hasLeft() {
        zooKeeper.closeSession();
        machine.crash("has left");
    }

    // ------------------------------------------------------------------------------------------- lives

    private void registerNext() {
        disk.recover(stored -> {
            Member leftover = world.sabotage().adoptsLeftover(world.zooKeeper().newest(), name(), self);
            Member next = leftover == null ? new Member(name(), world.nextIncarnation(), name()) : leftover;
            membership.register(next, () -> begin(next, stored), this::beginNextAgain);
        });
    }

    private void begin(Member next, StoredState stored) {
        beginning = false;
        self = next;
        life = new Life(world, this, next, stored);
        lifeBeganNanos = clockNanos();
        world.trace()
                .line(
                        name(),
                        "life %d begins: log end %d, applied %d, epoch %d",
                        next.incarnation(),
                        stored.logEnd(),
                        stored.applied(),
                        stored.epoch());
        spaceChanged();
        report(life.driver().report());
        if (layout != null) {
            life.driver().configuration(layout);
        }
    }

    private void beginNextAgain() {
        beginning = false;
        beginNext();
    }

    void beginNext() {
        if (beginning || stopping) {
            return;
        }
        beginning = true;
        boolean good = clockNanos() - lifeBeganNanos >= GOOD_LIFE_NANOS;
        pauseMillis = good ? FIRST_PAUSE_MILLIS : Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
        world.trace().line(name(), "has no place any more");
        if (life != null) {
            life.end();
            life = null;
        }
        post(Timeline.millis(pauseMillis), this::registerNext);
    }

    void removed() {
        if (stopping) {
            hasLeft();
        } else {
            beginNext();
        }
    }

    // ------------------------------------------------------------------------------------------- events

    private void tick() {
        if (life != null) {
            life.driver().tick();
        }
        tickNext();
    }

    /**
     * A timer that comes late because the process stood still comes in no certain order with what else is late. Ticks are
     * as seldom as a replica must bear, and while it is quiet half of them come earlier.
     */
    private void tickNext() {
        boolean quiet = life != null && life.driver().isQuiet();
        world.timeline().after(quiet ? quietNanos() : world.options().tickNanos(), () -> {
            tickIsLate = paused;
            if (alive && !paused) {
                tick();
            }
        });
    }

    private long quietNanos() {
        return world.dice().chance(0.5)
                ? QUIET_TICK_NANOS
                : world.dice().between(QUIET_TICK_NANOS / 2, QUIET_TICK_NANOS);
    }

    void received(Message.Envelope from, Message message) {
        if (life != null) {
            life.driver().message(from, message);
        }
    }

    /** The disk has more or less room than before, as whoever watches it tells the replica. */
    void spaceChanged() {
        if (life != null) {
            life.driver().freeSpace(machine.noticedSpace());
        }
    }

    void peerDown(String address) {
        if (life != null) {
            life.driver().peerDown(address);
        }
    }

    /** News of a configuration, from ZooKeeper's watch or because it was asked for. */
    void adopt(Configuration configuration) {
        layout = configuration;
        SortedSet<String> addresses = new TreeSet<>();
        configuration.line().forEach(member -> addresses.add(member.address()));
        world.network().retain(this, addresses);
        if (life != null) {
            life.driver().configuration(configuration);
        }
    }

    void report(ReplicaReport report) {
        if (life != null) {
            world.invariants().membership().onReport(life, report);
        }
        membership.state(report);
        controller.doubts(!report.suspects().isEmpty());
    }

    void activate(Effect.Activate effect) {
        if (activating) {
            return;
        }
        activating = true;
        Configuration wanted = effect.configuration();
        zooKeeper.write(
                znodes -> {
                    boolean newest = wanted.equals(znodes.configuration());
                    boolean activated =
                            znodes.activated() != null && znodes.activated().epoch() >= wanted.epoch();
                    boolean done = activated && znodes.committed() >= effect.committed();
                    boolean sameLineage =
                            znodes.activated() != null && znodes.activated().lineage() == wanted.lineage();
                    long committed = Math.max(sameLineage ? znodes.committed() : 0, effect.committed());
                    Configuration held = activated ? znodes.activated() : wanted;
                    return newest && !done ? znodes.withActivated(held, committed) : newest ? znodes : null;
                },
                done -> {
                    activating = false;
                    if (done && life != null) {
                        life.driver().activated(effect);
                    }
                },
                () -> activating = false);
    }

    void fetchConfiguration() {
        if (fetching) {
            return;
        }
        fetching = true;
        zooKeeper.read(
                znodes -> {
                    fetching = false;
                    Configuration found = znodes.configuration();
                    if (found != null && (layout == null || found.epoch() > layout.epoch())) {
                        adopt(found);
                    }
                },
                () -> fetching = false);
    }
}
