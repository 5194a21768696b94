package io.catena.simulation;

import io.catena.server.chain.Message;
import java.util.ArrayDeque;

/**
 * One TCP connection for messages, from a process to the process that runs at an address when it is opened. When it
 * ends, a random first part of what is under way still arrives, however long that takes: a newer connection may be
 * in use by then.
 */
final class SimulatedConnection {
    private static final long RETRANSMIT_NANOS = Timeline.millis(50);
    private static final long GIVE_UP_NANOS = Timeline.millis(10_000);

    private final World world;
    private final Network network;
    private final SimulatedProcess sender;
    private final SimulatedMachine target;
    private final ArrayDeque<Packet> underWay = new ArrayDeque<>();
    /** The process at the other end; null until the connection is open. */
    private SimulatedProcess receiver;

    /** Whether nothing more can be sent. */
    private boolean closed;

    private long heldUntilNanos;
    private long lastArrivalNanos;
    private long stuckSinceNanos = -1;
    private boolean pumping;

    private record Packet(long atNanos, Message.Envelope envelope, Message message) {}

    SimulatedConnection(World world, Network network, SimulatedProcess sender, SimulatedMachine target) {
        this.world = world;
        this.network = network;
        this.sender = sender;
        this.target = target;
    }

    String from() {
        return sender.name();
    }

    String to() {
        return target.name();
    }

    boolean isFrom(SimulatedProcess process) {
        return sender == process;
    }

    void open() {
        long handshake = network.delay(from(), to()) + network.delay(to(), from());
        if (isBlocked() || network.isBlocked(to(), from())) {
            world.timeline().after(network.connectTimeoutNanos(), this::fail);
            return;
        }
        world.timeline().after(Math.min(handshake, network.connectTimeoutNanos()), () -> {
            receiver = target.process();
            if (receiver == null) {
                fail();
            } else {
                pump();
            }
        });
    }

    private boolean isBlocked() {
        return network.isBlocked(from(), to());
    }

    void send(Message.Envelope envelope, Message message) {
        if (closed) {
            return;
        }
        long at = Math.max(lastArrivalNanos, world.timeline().nowNanos() + network.delay(from(), to()));
        at = world.faultPlanter().reorders() ? world.timeline().nowNanos() : at;
        lastArrivalNanos = at;
        underWay.addLast(new Packet(at, envelope, message));
        if (world.faultPlanter().duplicates(message)) {
            underWay.addLast(new Packet(at, envelope, message));
        }
        pump();
    }

    private void pump() {
        if (receiver == null || pumping || underWay.isEmpty()) {
            return;
        }
        pumping = true;
        world.timeline().at(underWay.peekFirst().atNanos, this::arrive);
    }

    private void arrive() {
        pumping = false;
        if (underWay.isEmpty()) {
            return;
        }
        if (heldUntilNanos > world.timeline().nowNanos()) {
            pumping = true;
            world.timeline().at(heldUntilNanos, this::arrive);
            return;
        }
        if (isBlocked()) {
            waitForTheCutToEnd();
            return;
        }
        stuckSinceNanos = -1;
        if (!receiver.isAlive()) {
            fail();
            return;
        }
        if (world.faultPlanter().losesSilently()) {
            underWay.removeFirst();
            pump();
            return;
        }
        Packet packet = world.faultPlanter().reorders() ? underWay.removeLast() : underWay.removeFirst();
        SimulatedProcess to = receiver;
        to.post(0, () -> to.received(packet.envelope, packet.message));
        pump();
    }

    private void waitForTheCutToEnd() {
        long now = world.timeline().nowNanos();
        if (stuckSinceNanos < 0) {
            stuckSinceNanos = now;
        }
        if (now - stuckSinceNanos > GIVE_UP_NANOS) {
            fail();
            return;
        }
        pumping = true;
        world.timeline().after(RETRANSMIT_NANOS, this::arrive);
    }

    /** Delays what is under way, or is sent meanwhile, by so long. */
    void hold(long nanos) {
        heldUntilNanos = Math.max(heldUntilNanos, world.timeline().nowNanos() + nanos);
    }

    /** Nothing arrives any more, and the sender is told. */
    private void fail() {
        if (!underWay.isEmpty()) {
            world.count("messages lost");
        }
        underWay.clear();
        breakNow();
    }

    /** The sender is told; whatever it sends before it is told is lost too. */
    void breakNow() {
        if (closed) {
            return;
        }
        close();
        sender.post(0, () -> {
            network.forget(this);
            sender.peerDown(to());
        });
    }

    /** A random first part of what was sent still arrives; the sender is not told. */
    void close() {
        closed = true;
        int kept = world.seededRandom().below(underWay.size() + 1);
        while (underWay.size() > kept) {
            underWay.removeLast();
        }
    }
}
