package io.catena.simulation.network;

import io.catena.server.chain.Message;
import io.catena.simulation.planted.FaultPlanter;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import java.util.ArrayDeque;

/**
 * One TCP connection for messages, from a process to the process that runs at an address when it is opened. When it
 * ends, a random first part of what is under way still arrives, however long that takes: a newer connection may be
 * in use by then.
 */
final class SimulatedConnection {
    private static final long RETRANSMIT_NANOS = Timeline.millis(50);
    private static final long GIVE_UP_NANOS = Timeline.millis(10_000);

    private final SimulatedRun run;
    private final FaultPlanter faultPlanter;
    private final Network network;
    private final Endpoint sender;
    private final String target;
    private final ArrayDeque<Packet> underWay = new ArrayDeque<>();
    /** The process at the other end; null until the connection is open. */
    private Endpoint receiver;

    /** Whether nothing more can be sent. */
    private boolean closed;

    private long heldUntilNanos;
    private long lastArrivalNanos;
    private long stuckSinceNanos = -1;
    private boolean pumping;

    private record Packet(long atNanos, Message.Envelope envelope, Message message) {}

    SimulatedConnection(SimulatedRun run, FaultPlanter faultPlanter, Network network, Endpoint sender, String target) {
        this.run = run;
        this.faultPlanter = faultPlanter;
        this.network = network;
        this.sender = sender;
        this.target = target;
    }

    String from() {
        return sender.name();
    }

    String to() {
        return target;
    }

    boolean isFrom(Endpoint process) {
        return sender == process;
    }

    void open() {
        long handshake = network.delay(from(), to()) + network.delay(to(), from());
        if (isBlocked() || network.isBlocked(to(), from())) {
            run.timeline().after(network.connectTimeoutNanos(), this::fail);
            return;
        }
        run.timeline().after(Math.min(handshake, network.connectTimeoutNanos()), () -> {
            receiver = network.processAt(target);
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
        long at = Math.max(lastArrivalNanos, run.timeline().nowNanos() + network.delay(from(), to()));
        at = faultPlanter.reorders() ? run.timeline().nowNanos() : at;
        lastArrivalNanos = at;
        underWay.addLast(new Packet(at, envelope, message));
        if (faultPlanter.duplicates(message)) {
            underWay.addLast(new Packet(at, envelope, message));
        }
        pump();
    }

    private void pump() {
        if (receiver == null || pumping || underWay.isEmpty()) {
            return;
        }
        pumping = true;
        run.timeline().at(underWay.peekFirst().atNanos, this::arrive);
    }

    private void arrive() {
        pumping = false;
        if (underWay.isEmpty()) {
            return;
        }
        if (heldUntilNanos > run.timeline().nowNanos()) {
            pumping = true;
            run.timeline().at(heldUntilNanos, this::arrive);
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
        if (faultPlanter.losesSilently()) {
            underWay.removeFirst();
            pump();
            return;
        }
        Packet packet = faultPlanter.reorders() ? underWay.removeLast() : underWay.removeFirst();
        Endpoint to = receiver;
        to.post(0, () -> to.received(packet.envelope, packet.message));
        pump();
    }

    private void waitForTheCutToEnd() {
        long now = run.timeline().nowNanos();
        if (stuckSinceNanos < 0) {
            stuckSinceNanos = now;
        }
        if (now - stuckSinceNanos > GIVE_UP_NANOS) {
            fail();
            return;
        }
        pumping = true;
        run.timeline().after(RETRANSMIT_NANOS, this::arrive);
    }

    /** Delays what is under way, or is sent meanwhile, by so long. */
    void hold(long nanos) {
        heldUntilNanos = Math.max(heldUntilNanos, run.timeline().nowNanos() + nanos);
    }

    /** Nothing arrives any more, and the sender is told. */
    private void fail() {
        if (!underWay.isEmpty()) {
            run.count("messages lost");
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
        int kept = run.seededRandom().below(underWay.size() + 1);
        while (underWay.size() > kept) {
            underWay.removeLast();
        }
    }
}
