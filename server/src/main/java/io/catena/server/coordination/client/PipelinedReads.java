package io.catena.server.coordination.client;

import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;

/**
 * Reads that are sent together over one connection and take the time of one round trip. ZooKeeper carries out the
 * requests of a session in the order of the calls, so a later call never reads an older state than an earlier one, as
 * if each had waited for the one before. Nothing is repeated: if the connection breaks, the reads without an answer
 * fail.
 *
 * <p>Calls that begin a read return at once. For one thread.
 */
public final class PipelinedReads {
    private final ZooKeeper zooKeeper;
    private final long deadlineNanos;

    /** A read that is under way. */
    public final class Reading<T> {
        private final String path;
        private final CompletableFuture<T> answer = new CompletableFuture<>();

        private Reading(String path) {
            this.path = path;
        }

        /** Waits for the answer, but no longer than all reads together may take. */
        public T await() throws ZooKeeperUnavailable {
            try {
                return answer.get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unavailable("interrupted", e);
            } catch (TimeoutException e) {
                throw unavailable("no answer in time", e);
            } catch (ExecutionException e) {
                throw unavailable(e.getCause().getMessage(), e.getCause());
            }
        }

        private ZooKeeperUnavailable unavailable(String why, Throwable cause) {
            return new ZooKeeperUnavailable(
                    "ZooKeeper did not read " + path + ": " + why + "; check that it runs and can be reached", cause);
        }

        /** A missing znode is read as the given value; any other failure fails the read. */
        private void answer(int code, T value, T missing) {
            if (code == Code.OK.intValue()) {
                answer.complete(value);
            } else if (code == Code.NONODE.intValue()) {
                answer.complete(missing);
            } else {
                answer.completeExceptionally(KeeperException.create(Code.get(code), path));
            }
        }
    }

    PipelinedReads(ZooKeeper zooKeeper, long limitMillis) {
        this.zooKeeper = zooKeeper;
        this.deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
    }

    /** The session of all reads, once one of them is answered: a client's object never gets another one. */
    public long session() {
        return zooKeeper.getSessionId();
    }

    public Reading<Optional<Znode>> data(String path) {
        Reading<Optional<Znode>> reading = new Reading<>(path);
        zooKeeper.getData(
                path,
                false,
                (code, sentPath, context, data, stat) -> reading.answer(
                        code, Optional.of(new Znode(data == null ? new byte[0] : data, stat)), Optional.empty()),
                null);
        return reading;
    }

    /** The names of the children; empty also if the parent is missing. */
    public Reading<List<String>> children(String path) {
        Reading<List<String>> reading = new Reading<>(path);
        zooKeeper.getChildren(
                path,
                false,
                (code, sentPath, context, names) ->
                        reading.answer(code, names == null ? List.of() : new ArrayList<>(names), List.of()),
                (Object) null);
        return reading;
    }
}
