package io.catena.simulation;

import io.catena.server.chain.Failure;
import io.catena.server.chain.Key;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Versioned;
import io.catena.server.chain.WriteAnswer;
import io.catena.server.chain.WriteCommand;
import io.catena.server.chain.WriteId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A client with a session: a few operations at a time, each asked for at one node after the other until it is answered or
 * the client gives up. A write without an id is not asked for again once its outcome is unknown.
 */
final class SimulatedClient {
    private static final int MOST_ATTEMPTS = 6;
    private static final int LANES = 2;
    /** With so many requests a session is left for a new one, so that more are opened than are kept. */
    private static final int SESSION_REQUESTS = 10;

    private final World world;
    private final int number;
    private final TreeSet<Long> unanswered = new TreeSet<>();
    private long session;
    private boolean opening;
    private long lastRequest;
    private long lastOperation;
    private long lastSeenVersion;
    private boolean stopped;
    /** Whether nobody hears any more what it is told. */
    private boolean abandoned;

    SimulatedClient(World world, int number) {
        this.world = world;
        this.number = number;
    }

    /** As many as the run has, with numbers from the first on. */
    static List<SimulatedClient> startAll(World world, int first) {
        List<SimulatedClient> clients = new ArrayList<>();
        for (int i = 0; i < world.options().clients(); i++) {
            SimulatedClient client = new SimulatedClient(world, first + i);
            clients.add(client);
            client.start();
        }
        return clients;
    }

    void start() {
        for (int lane = 0; lane < LANES; lane++) {
            think();
        }
    }

    void stop() {
        stopped = true;
    }

    /** Its process ends: it asks for nothing more, and what it asked for has an outcome that nobody knows. */
    void abandon() {
        stopped = true;
        abandoned = true;
    }

    private void think() {
        world.timeline().after(world.dice().exponential(world.options().clientThinkNanos()) + 1, () -> {
            if (!stopped) {
                next();
            }
        });
    }

    private void next() {
        if ((session == 0 || lastRequest >= SESSION_REQUESTS) && !opening) {
            openSession();
            return;
        }
        ClientOperation operation = draw();
        world.histories().onAsked(operation);
        new Attempts(operation).next();
    }

    private void openSession() {
        opening = true;
        ClientOperation operation = new ClientOperation(
                number, ++lastOperation, LoggedWrite.Kind.OPEN_SESSION, null, null, null, null, false);
        new Attempts(operation).next();
    }

    private ClientOperation draw() {
        Dice dice = world.dice();
        Key key = key(dice.below(world.options().keys()));
        lastOperation++;
        if (dice.chance(world.options().readShare())) {
            return new ClientOperation(number, lastOperation, null, key, null, null, null, false);
        }
        LoggedWrite.Kind kind = dice.chance(0.2) ? LoggedWrite.Kind.DELETE : LoggedWrite.Kind.PUT;
        byte[] value = kind == LoggedWrite.Kind.PUT ? value() : null;
        WriteCommand.Condition condition = dice.chance(0.3) ? condition(key) : null;
        return new ClientOperation(number, lastOperation, kind, key, value, condition, id(), dice.chance(0.2));
    }

    /** One that may hold; on a version that no key has, if none is known. */
    private WriteCommand.Condition condition(Key key) {
        boolean absent = world.dice().chance(0.5);
        long version = world.dice().chance(0.5) ? world.histories().latest(key) : lastSeenVersion;
        return new WriteCommand.Condition(absent, Math.max(1, version));
    }

    static Key key(int index) {
        return new Key(("k" + index).getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] value() {
        int bytes = world.options().valueBytes();
        String text = number + "-" + lastOperation
                + ".".repeat(bytes == 0 ? 0 : world.dice().below(bytes));
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private WriteId id() {
        if (session == 0 || world.dice().chance(0.1)) {
            return null;
        }
        lastRequest++;
        unanswered.add(lastRequest);
        return new WriteId(session, lastRequest, unanswered.first());
    }

    private void finished(ClientOperation operation) {
        if (operation.id() != null && operation.id().session() == session) {
            unanswered.remove(operation.id().request());
        }
        if (operation.kind() == LoggedWrite.Kind.OPEN_SESSION) {
            opening = false;
        }
        think();
    }

    private void sessionBegins(long newSession) {
        session = newSession;
        lastRequest = 0;
        unanswered.clear();
    }

    /** The attempts at one operation. */
    private final class Attempts implements RequestJourney.Answer {
        private final ClientOperation operation;
        private int attempt;
        /** Whether some attempt may have done it. */
        private boolean doubtful;

        private boolean over;
        /** The last attempt that has failed. */
        private int settled;

        Attempts(ClientOperation operation) {
            this.operation = operation;
        }

        void next() {
            attempt++;
            int mine = attempt;
            world.timeline().after(world.options().clientTimeoutNanos(), () -> {
                failed(mine, Failure.UNKNOWN);
            });
            RequestJourney.send(world, operation, mine, world.options().clientTimeoutNanos(), this);
        }

        private void nextUnlessOver() {
            if (!over && !abandoned) {
                next();
            }
        }

        @Override
        public void written(int ofAttempt, WriteAnswer answer) {
            if (over || abandoned) {
                return;
            }
            over = true;
            if (operation.kind() == LoggedWrite.Kind.OPEN_SESSION) {
                sessionBegins(world.histories().onSession(operation, answer.version()));
            } else {
                world.histories().onWrite(operation, answer);
                lastSeenVersion = answer.version();
            }
            finished(operation);
        }

        @Override
        public void read(int ofAttempt, Versioned value) {
            if (over || abandoned) {
                return;
            }
            over = true;
            world.histories().onRead(operation, value);
            lastSeenVersion = value.version();
            finished(operation);
        }

        @Override
        public void failed(int ofAttempt, Failure failure) {
            doubtful |= failure == Failure.UNKNOWN;
            if (over || abandoned || ofAttempt != attempt || settled == attempt) {
                return;
            }
            settled = attempt;
            if (failure == Failure.SESSION_EXPIRED) {
                world.count("sessions forgotten");
                session = operation.id().session() == session ? 0 : session;
            }
            boolean mayRepeat = operation.isRead() || operation.id() != null || !doubtful;
            if (mayRepeat && attempt < MOST_ATTEMPTS && failure != Failure.SESSION_EXPIRED) {
                world.timeline().after(world.dice().exponential(Timeline.millis(100)) + 1, this::nextUnlessOver);
                return;
            }
            over = true;
            end();
        }

        private void end() {
            if (!operation.isRead() && operation.key() != null) {
                if (doubtful) {
                    world.histories().onUnknown(operation);
                } else {
                    world.histories().onDenied(operation);
                }
            }
            finished(operation);
        }
    }
}
