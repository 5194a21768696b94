package io.catena.simulation.client;

import io.catena.server.chain.Failure;
import io.catena.server.chain.Key;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import io.catena.server.chain.WriteCommand;
import io.catena.simulation.history.ClientOperation;
import io.catena.simulation.history.Histories;
import io.catena.simulation.run.SeededRandom;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A client with a session in each chain: a few operations at a time, each asked for at one node after the other until it is answered or
 * the client gives up. A write without an id is not asked for again once its outcome is unknown.
 */
public final class SimulatedClient {
    private static final int MOST_ATTEMPTS = 6;
    private static final int LANES = 2;
    /** The part of the requests that are of several reads or writes. */
    private static final double TOGETHER = 0.2;

    private static final int MOST_TOGETHER = 5;
    /** The part of the single writes with an id whose session may be of another chain. Then they must not be done (M3). */
    private static final double MISTAKEN = 0.03;

    private final SimulatedRun run;
    private final Histories histories;
    private final RequestSender requests;
    private final int number;
    /** The first chain's first. */
    private final List<OpenedSession> sessions = new ArrayList<>();

    private long lastOperation;
    private long lastSeenVersion;
    private boolean stopped;
    /** Whether answers are ignored, since its process has ended. */
    private boolean abandoned;

    SimulatedClient(SimulatedRun run, Histories histories, RequestSender requests, int number) {
        this.run = run;
        this.histories = histories;
        this.requests = requests;
        this.number = number;
        for (int chain = 1; chain <= run.chains(); chain++) {
            sessions.add(new OpenedSession(chain));
        }
    }

    private OpenedSession session(int chain) {
        return sessions.get(chain - 1);
    }

    void start() {
        for (int lane = 0; lane < LANES; lane++) {
            think();
        }
    }

    public void stop() {
        stopped = true;
    }

    /** Its process ends: it sends no more requests, and the outcome of those under way stays unknown. */
    public void abandon() {
        stopped = true;
        abandoned = true;
    }

    private void think() {
        run.timeline().after(run.seededRandom().exponential(run.options().clientThinkNanos()) + 1, () -> {
            if (!stopped) {
                next();
            }
        });
    }

    private void next() {
        for (OpenedSession session : sessions) {
            if (session.isToBeOpened()) {
                open(session);
                return;
            }
        }
        List<ClientOperation> operations = draw();
        operations.forEach(histories::onAsked);
        if (operations.size() > 1) {
            run.count(operations.get(0).isRead() ? "reads together" : "writes together");
        }
        new Attempts(operations).next();
    }

    private void open(OpenedSession session) {
        session.opens();
        ClientOperation operation = new ClientOperation(
                number, ++lastOperation, session.chain(), LoggedWrite.Kind.OPEN_SESSION, null, null, null, null, false);
        new Attempts(List.of(operation)).next();
    }

    /** One operation, or several reads or writes, perhaps of the same key. */
    private List<ClientOperation> draw() {
        SeededRandom seededRandom = run.seededRandom();
        int count = seededRandom.chance(TOGETHER) ? 2 + seededRandom.below(MOST_TOGETHER - 1) : 1;
        boolean read = seededRandom.chance(run.options().readShare());
        boolean withIds = sessions.stream().allMatch(OpenedSession::isOpen) && !seededRandom.chance(0.2);
        boolean mistaken = run.chains() > 1 && count == 1 && seededRandom.chance(MISTAKEN);
        List<ClientOperation> operations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Key key = seededRandom.pick(run.keys().all());
            lastOperation++;
            operations.add(
                    read
                            ? new ClientOperation(
                                    number, lastOperation, chainOf(key), null, key, null, null, null, false)
                            : drawWrite(key, withIds ? session(mistaken ? run.someChain() : chainOf(key)) : null));
        }
        return operations;
    }

    private int chainOf(Key key) {
        return run.keys().chainOf(key);
    }

    /** @param session null if the write is to have no id */
    private ClientOperation drawWrite(Key key, OpenedSession session) {
        SeededRandom seededRandom = run.seededRandom();
        LoggedWrite.Kind kind = seededRandom.chance(0.2) ? LoggedWrite.Kind.DELETE : LoggedWrite.Kind.PUT;
        byte[] value = kind == LoggedWrite.Kind.PUT ? value() : null;
        WriteCommand.Condition condition = seededRandom.chance(0.3) ? condition(key) : null;
        return new ClientOperation(
                number,
                lastOperation,
                chainOf(key),
                kind,
                key,
                value,
                condition,
                session == null ? null : session.nextId(),
                seededRandom.chance(0.2));
    }

    /** A condition that may hold; on version 1 if no version is known. */
    private WriteCommand.Condition condition(Key key) {
        boolean absent = run.seededRandom().chance(0.5);
        long version = run.seededRandom().chance(0.5) ? histories.latest(key) : lastSeenVersion;
        return new WriteCommand.Condition(absent, Math.max(1, version));
    }

    private byte[] value() {
        int bytes = run.options().valueBytes();
        String text = number + "-" + lastOperation
                + ".".repeat(bytes == 0 ? 0 : run.seededRandom().below(bytes));
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void finished(List<ClientOperation> operations) {
        for (ClientOperation operation : operations) {
            if (operation.id() != null) {
                sessions.forEach(session -> session.isAnswered(operation.id()));
            }
            if (operation.kind() == LoggedWrite.Kind.OPEN_SESSION) {
                session(operation.chain()).hasOpened();
            }
        }
        think();
    }

    /** The attempts at one request. */
    private final class Attempts implements RequestSender.Answer {
        private final List<ClientOperation> operations;
        private final ClientOperation first;
        private int attempt;
        /** Whether an attempt may have carried it out. */
        private boolean doubtful;

        private boolean over;
        /** The last attempt that has failed. */
        private int settled;

        Attempts(List<ClientOperation> operations) {
            this.operations = operations;
            this.first = operations.get(0);
        }

        void next() {
            attempt++;
            int mine = attempt;
            run.timeline().after(run.options().clientTimeoutNanos(), () -> {
                failed(mine, Failure.UNKNOWN);
            });
            requests.send(operations, mine, run.options().clientTimeoutNanos(), this);
        }

        private void nextUnlessOver() {
            if (!over && !abandoned) {
                next();
            }
        }

        @Override
        public void written(int ofAttempt, List<WriteAnswer> answers) {
            if (over || abandoned) {
                return;
            }
            over = true;
            if (attempt == 1) {
                histories.onWrittenTogether(operations, answers);
            }
            for (int i = 0; i < answers.size(); i++) {
                histories.onWrite(operations.get(i), answers.get(i));
                lastSeenVersion = answers.get(i).version();
            }
            finished(operations);
        }

        @Override
        public void opened(int ofAttempt, long newSession) {
            if (over || abandoned) {
                return;
            }
            over = true;
            histories.onSession(first, newSession);
            session(first.chain()).opened(newSession);
            finished(operations);
        }

        @Override
        public void read(int ofAttempt, List<VersionedValue> values) {
            if (over || abandoned) {
                return;
            }
            over = true;
            for (int i = 0; i < values.size(); i++) {
                histories.onRead(operations.get(i), values.get(i));
                lastSeenVersion = values.get(i).version();
            }
            finished(operations);
        }

        @Override
        public void failed(int ofAttempt, Failure failure) {
            doubtful |= failure == Failure.UNKNOWN;
            if (over || abandoned || ofAttempt != attempt || settled == attempt) {
                return;
            }
            settled = attempt;
            if (failure == Failure.SESSION_EXPIRED) {
                run.count("sessions forgotten");
                operations.forEach(operation ->
                        session(operation.chain()).isForgotten(operation.id().session()));
            }
            boolean mayRepeat = first.isRead() || first.id() != null || !doubtful;
            if (mayRepeat && attempt < MOST_ATTEMPTS && failure != Failure.SESSION_EXPIRED) {
                run.timeline().after(run.seededRandom().exponential(Timeline.millis(100)) + 1, this::nextUnlessOver);
                return;
            }
            over = true;
            end();
        }

        private void end() {
            for (ClientOperation operation : operations) {
                if (!operation.isRead() && operation.key() != null) {
                    if (doubtful) {
                        histories.onUnknown(operation);
                    } else {
                        histories.onDenied(operation);
                    }
                }
            }
            finished(operations);
        }
    }
}
