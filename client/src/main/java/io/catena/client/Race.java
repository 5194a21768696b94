package io.catena.client;

import io.catena.client.UnavailableException.Reason;
import io.catena.thrift.Forbidden;
import io.catena.thrift.InvalidRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.thrift.TException;

/**
 * Puts one question to several servers side by side, to each one a head start after the one before, and takes the first
 * answer. So each silent server costs a head start, and a server that fails costs no time. Uses one connection for each
 * server, at most as many threads as servers, and no thread for a single server. For one thread, to be used once.
 */
final class Race<T> {
    /** A server that works mostly answers within this time. */
    static final long HEAD_START_MILLIS = 100;

    /** What each server is asked. */
    interface Question<T> {
        T ask(Connection connection, Deadline limit) throws TException;
    }

    /** The server that answered first, and its answer. */
    record Answer<T>(ServerAddress server, T content) {}

    /** No server answered. */
    static final class LostException extends Exception {
        /** One of each server. */
        private final transient List<Problem> problems;

        LostException(List<Problem> problems) {
            super(null, null, false, false);
            this.problems = List.copyOf(problems);
        }

        /**
         * Why each server refuses for good; empty if one of them may still answer, or was not asked. Equal refusals have equal
         * messages, whichever server was the first to refuse.
         */
        Optional<Problem> refusal() {
            List<Problem> sorted = problems.stream()
                    .sorted(Comparator.comparing(Problem::message))
                    .toList();
            Problem all = Problem.ofAll(sorted);
            return all.isLasting() ? Optional.of(all) : Optional.empty();
        }

        /** Its message: what was asked for, for each server why it gave no answer, what to do next if no server said that. */
        UnavailableException unavailable(String what, String next) {
            Problem why = Problem.ofAll(problems);
            if (Thread.currentThread().isInterrupted()) {
                return new UnavailableException(
                        Reason.INTERRUPTED, what + "the calling thread was interrupted" + next, why.cause());
            }
            return why.exception(what, next);
        }
    }

    private record Finish<T>(ServerAddress server, T content, TException failure) {}

    private final Question<T> question;
    private final ServerAccess access;
    private final Executor threads;
    private final Deadline deadline;
    private final BlockingQueue<Finish<T>> finishes = new LinkedBlockingQueue<>();
    private final Set<Connection> underWay = ConcurrentHashMap.newKeySet();
    /** The servers that have been asked and have not answered yet. */
    private final Set<ServerAddress> silent = new LinkedHashSet<>();

    private final List<Problem> problems = new ArrayList<>();
    private volatile boolean over;

    Race(Question<T> question, ServerAccess access, Executor threads, Deadline deadline) {
        this.question = question;
        this.access = access;
        this.threads = threads;
        this.deadline = deadline;
    }

    /**
     * @throws LostException if no server answers in time, or if the thread was interrupted; its interrupt flag is set then
     * @throws InvalidRequest if a server says that the question is wrong
     * @throws ForbiddenException if a server says that the caller may not ask it
     */
    Answer<T> run(List<ServerAddress> servers) throws LostException, InvalidRequest {
        Iterator<ServerAddress> waiting = servers.iterator();
        try {
            return servers.size() == 1 ? alone(waiting.next()) : sideBySide(waiting);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw lost(waiting);
        } finally {
            over = true;
            underWay.forEach(Connection::close);
        }
    }

    private Answer<T> alone(ServerAddress server) throws LostException, InvalidRequest {
        ask(server, deadline);
        Answer<T> answer = judge(finishes.remove());
        if (answer == null) {
            throw lost(Collections.emptyIterator());
        }
        return answer;
    }

    private Answer<T> sideBySide(Iterator<ServerAddress> waiting)
            throws LostException, InvalidRequest, InterruptedException {
        while (!deadline.hasPassed() && (!silent.isEmpty() || waiting.hasNext())) {
            Deadline patience = deadline;
            if (waiting.hasNext()) {
                start(waiting.next());
                patience = waiting.hasNext() ? deadline.earlierOf(Deadline.afterMillis(HEAD_START_MILLIS)) : deadline;
            }
            Finish<T> finish = finishes.poll(Math.max(0, patience.remainingNanos()), TimeUnit.NANOSECONDS);
            if (finish != null) {
                Answer<T> answer = judge(finish);
                if (answer != null) {
                    return answer;
                }
            }
        }
        throw lost(waiting);
    }

    private LostException lost(Iterator<ServerAddress> unasked) {
        silent.forEach(server -> problems.add(Problem.silent(server)));
        unasked.forEachRemaining(server -> problems.add(Problem.notAsked(server)));
        return new LostException(problems);
    }

    /** Null if the server gave no answer. */
    private Answer<T> judge(Finish<T> finish) throws InvalidRequest {
        silent.remove(finish.server());
        if (finish.failure() instanceof InvalidRequest invalid) {
            throw invalid;
        }
        if (finish.failure() instanceof Forbidden forbidden) {
            throw Ending.forbidden(finish.server(), forbidden).exception();
        }
        if (finish.failure() != null) {
            problems.add(Problem.of(finish.server(), finish.failure()));
            return null;
        }
        return new Answer<>(finish.server(), finish.content());
    }

    private void start(ServerAddress server) {
        silent.add(server);
        try {
            threads.execute(() -> ask(server, deadline));
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // No thread can be started: the servers are asked one after the other, and none may take all the time.
            ask(server, deadline.earlierOf(Deadline.afterMillis(2 * HEAD_START_MILLIS)));
        }
    }

    private void ask(ServerAddress server, Deadline limit) {
        try (Connection connection = access.newConnection(server)) {
            underWay.add(connection);
            if (over) {
                return;
            }
            connection.connect(limit);
            finishes.add(new Finish<>(server, question.ask(connection, limit), null));
            underWay.remove(connection);
        } catch (TException e) {
            finishes.add(new Finish<>(server, null, e));
        } catch (RuntimeException | Error e) {
            finishes.add(new Finish<>(server, null, new TException(e)));
        }
    }
}
