package io.catena.client;

import io.catena.thrift.ReadResult;
import io.catena.thrift.catenaConstants;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads and writes the keys of one cluster. Thread-safe; one client serves a whole program, and the more threads share
 * it, the more of their calls travel in one message.
 *
 * <p>A key has 1 to 1,024 bytes, a value 0 to 1,048,576 bytes; null is neither. Arrays are not copied: do not change them
 * until the call ends. Strings travel as UTF-8.
 *
 * <p>Reads and writes are linearizable. Each write is applied at most once, however often the client must repeat it, and
 * a call ends by its deadline, or within 50 ms after it on a quiet machine. The first call of a process loads classes and may
 * end later where processors are busy; up to 0.22 s after its deadline was measured.
 * <ul>
 *   <li>{@link InvalidRequestException}: nothing was done; the call is wrong.
 *   <li>{@link ForbiddenException}: nothing was done; the caller may not do it.
 *   <li>{@link UnavailableException}: certainly nothing was done. A read fails with these three only.
 *   <li>{@link OutcomeUnknownException}: the write may have been done. The client no longer repeats it. If a copy of it is
 *       on its way, it may still take effect later. It no longer can once another write of this client, to a key of the same chain, is
 *       done that began when no attempt of the unknown write was under way any more, which is 1 to 2 s after the client gave it up.
 * </ul>
 * Calls that are under way at the same time have no order, even if one thread started them one after the other.
 *
 * <p>A cluster has one chain or more, and each key belongs to one of them, which follows from the key alone: keys with the same
 * text between braces, as in <code>{user:1}:name</code> and <code>{user:1}:mail</code>, are in one chain. The client sends each
 * call to the chain of its key. All that is promised here holds in each chain. What one chain cannot serve at present delays no
 * call of another one. Versions of keys of different chains cannot be compared.
 *
 * <p>The asynchronous methods report every error by their future. Cancelling a future does not stop the call. They never
 * block, and where too many are under way a further one fails as OVERLOADED, unless the client was built to let it wait:
 * <pre>
 * try (CatenaClient client = CatenaClient.builder().servers("127.0.0.1:7401").waitWhenFull().build()) {
 *     List&lt;CompletableFuture&lt;WriteResult&gt;&gt; puts = new ArrayList&lt;&gt;();
 *     for (int i = 0; i &lt; 50_000; i++) {
 *         puts.add(client.putAsync(key(i), value(i))); // waits while 16,384 calls are under way
 *     }
 *     puts.forEach(CompletableFuture::join);
 * }
 * </pre>
 */
public final class CatenaClient implements AutoCloseable {
    private final long timeoutMillis;
    private final ServerAccess access;
    private final CallAdmission callAdmission;
    private final Threads threads;
    private final Topology topology;
    private final LayoutQuery layoutQuery;
    private final PendingConnections pendingConnections;
    private final WaitingRoom room;
    private final BatchQueues<io.catena.thrift.WriteResult, WriteOperation> writeQueues;
    private final BatchQueues<ReadResult, ReadOperation> readQueues;
    private final Dispatcher<io.catena.thrift.WriteResult, WriteResult, WriteOperation> writes;
    private final Dispatcher<ReadResult, Optional<Versioned>, ReadOperation> reads;

    CatenaClient(CatenaClientBuilder wanted) {
        timeoutMillis = wanted.timeoutMillis();
        access = wanted.openAccess();
        callAdmission = new CallAdmission(wanted.maxWaitingOperations(), wanted.waitsWhenFull());
        threads = new Threads(
                wanted.maxWaitingOperations(), wanted.callbackExecutor(), access, wanted.beforeThreadStart());
        Topology topology = new Topology(wanted.servers());
        this.topology = topology;
        layoutQuery = new LayoutQuery(topology, threads);
        ServerSearch serverSearch = new ServerSearch(topology, threads);
        pendingConnections = new PendingConnections(topology, threads, serverSearch);
        room = new WaitingRoom(topology, threads, serverSearch);
        Exchange<io.catena.thrift.WriteResult, WriteOperation> write = new WriteExchange(new Sessions());
        writeQueues = new BatchQueues<>(
                topology, ChainRoute::writeTarget, lanes(write, topology, wanted), wanted.connectionsPerServer());
        Exchange<ReadResult, ReadOperation> read = new ReadExchange(topology);
        readQueues = new BatchQueues<>(
                topology, ChainRoute::readTarget, lanes(read, topology, wanted), wanted.connectionsPerServer());
        writes = new Dispatcher<>(writeQueues, callAdmission, room, threads);
        reads = new Dispatcher<>(readQueues, callAdmission, room, threads);
    }

    private <W, O extends PendingOperation<W, ?>> Function<ServerAddress, Lane<W, O>> lanes(
            Exchange<W, O> exchange, Topology topology, CatenaClientBuilder wanted) {
        return address -> Lane.on(
                new SharedConnection(address, topology, threads, pendingConnections),
                exchange,
                topology,
                threads,
                wanted.attemptTimeoutMillis());
    }

    public static CatenaClientBuilder builder() {
        return new CatenaClientBuilder();
    }

    public WriteResult put(byte[] key, byte[] value) {
        return put(key, value, WriteOptions.DEFAULT);
    }

    public WriteResult put(String key, String value) {
        return put(key, value, WriteOptions.DEFAULT);
    }

    public WriteResult put(String key, String value, WriteOptions options) {
        return put(KeyWrite.utf8("key", key), KeyWrite.utf8("value", value), options);
    }

    public WriteResult put(byte[] key, byte[] value, WriteOptions options) {
        return write(KeyWrite.put(key, value, options));
    }

    public CompletableFuture<WriteResult> putAsync(byte[] key, byte[] value) {
        return putAsync(key, value, WriteOptions.DEFAULT);
    }

    public CompletableFuture<WriteResult> putAsync(String key, String value) {
        return writeAsync(() -> KeyWrite.put(key, value));
    }

    public CompletableFuture<WriteResult> putAsync(byte[] key, byte[] value, WriteOptions options) {
        return writeAsync(() -> KeyWrite.put(key, value, options));
    }

    /** Deleting a missing key is no error. */
    public WriteResult delete(byte[] key) {
        return delete(key, WriteOptions.DEFAULT);
    }

    /** Deleting a missing key is no error. */
    public WriteResult delete(String key) {
        return delete(key, WriteOptions.DEFAULT);
    }

    /** Deleting a missing key is no error. */
    public WriteResult delete(String key, WriteOptions options) {
        return delete(KeyWrite.utf8("key", key), options);
    }

    public WriteResult delete(byte[] key, WriteOptions options) {
        return write(KeyWrite.delete(key, options));
    }

    public CompletableFuture<WriteResult> deleteAsync(byte[] key) {
        return deleteAsync(key, WriteOptions.DEFAULT);
    }

    public CompletableFuture<WriteResult> deleteAsync(byte[] key, WriteOptions options) {
        return writeAsync(() -> KeyWrite.delete(key, options));
    }

    private WriteResult write(KeyWrite write) {
        return writes.call(caller -> write.operation(caller, timeoutMillis));
    }

    private CompletableFuture<WriteResult> writeAsync(Supplier<KeyWrite> newWrite) {
        try {
            KeyWrite write = newWrite.get();
            return writes.submit(caller -> write.operation(caller, timeoutMillis));
        } catch (InvalidRequestException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Makes many writes with one call: at most 4,096, each of another key, because writes that are under way together have
     * no order. They travel together but are no transaction: each is done or not by itself. Each counts as a call under way.
     *
     * <p>Writes to keys of several chains go to their chains side by side; some may be done while another chain takes none. The
     * client repeats each write under its own id, so none is done twice by this call. To call it again with the same list makes
     * new writes: after {@link OutcomeUnknownException} that may do some of them twice.
     *
     * @return one answer for each write, in the order of the writes
     * @throws UnavailableException if certainly none of them was done
     * @throws OutcomeUnknownException if only some were done, or may have been
     */
    public List<WriteResult> writeAll(List<KeyWrite> batch) {
        return together(batch).await();
    }

    /** Like {@link #writeAll}. */
    public CompletableFuture<List<WriteResult>> writeAllAsync(List<KeyWrite> batch) {
        return later(() -> together(batch).future());
    }

    private Together<WriteResult> together(List<KeyWrite> batch) {
        RequestLimits.checkBatch(batch, KeyWrite::key);
        if (batch.stream().map(write -> ByteBuffer.wrap(write.key())).distinct().count() < batch.size()) {
            throw new InvalidRequestException(
                    "a key stands twice among writes that have no order; leave out the one that is not to hold");
        }
        return new Together<>(
                batch.stream()
                        .map(write -> writes.submitInside(caller -> write.operation(caller, timeoutMillis)))
                        .toList(),
                failures -> Together.ofWrites(batch.size(), failures));
    }

    /** Empty if there is no such key. */
    public Optional<Versioned> get(byte[] key) {
        return get(key, ReadOptions.DEFAULT);
    }

    /** Empty if there is no such key. */
    public Optional<Versioned> get(String key) {
        return get(key, ReadOptions.DEFAULT);
    }

    /** Empty if there is no such key. */
    public Optional<Versioned> get(String key, ReadOptions options) {
        return get(KeyWrite.utf8("key", key), options);
    }

    /** Empty if there is no such key. */
    public Optional<Versioned> get(byte[] key, ReadOptions options) {
        return reads.call(newRead(key, options));
    }

    public CompletableFuture<Optional<Versioned>> getAsync(byte[] key) {
        return getAsync(key, ReadOptions.DEFAULT);
    }

    public CompletableFuture<Optional<Versioned>> getAsync(byte[] key, ReadOptions options) {
        try {
            return reads.submit(newRead(key, options));
        } catch (InvalidRequestException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Makes many reads with one call, at most 4,096, of keys of any chains. Each is linearizable; together they are no snapshot.
     * Each counts as a call under way.
     *
     * @return the value of each key, in the order of the keys; empty if there is no such key
     * @throws UnavailableException if one of them had no answer in time
     */
    public List<Optional<Versioned>> getAll(List<byte[]> keys) {
        return readTogether(keys).await();
    }

    /** Like {@link #getAll}. */
    public CompletableFuture<List<Optional<Versioned>>> getAllAsync(List<byte[]> keys) {
        return later(() -> readTogether(keys).future());
    }

    private Together<Optional<Versioned>> readTogether(List<byte[]> keys) {
        RequestLimits.checkBatch(keys, key -> key);
        return new Together<>(
                keys.stream()
                        .map(key -> reads.submitInside(newRead(key, ReadOptions.DEFAULT)))
                        .toList(),
                failures -> failures.get(0));
    }

    /** The continuations run where those of other calls do. */
    private <R> CompletableFuture<R> later(Supplier<CompletableFuture<R>> begun) {
        try {
            CompletableFuture<R> result = new CompletableFuture<>();
            begun.get()
                    .whenComplete((value, failure) -> threads.continueWith(() -> {
                        if (failure == null) {
                            result.complete(value);
                        } else {
                            result.completeExceptionally(failure.getCause());
                        }
                    }));
            return result;
        } catch (InvalidRequestException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Makes a linearizable read and asks this server alone for it; a node that is no member of the chain passes it on.
     * Empty if there is no such key. Not for many calls: each makes a connection.
     *
     * @throws UnavailableException if the server does not answer within the client's timeout
     */
    public Optional<Versioned> getFrom(ServerAddress server, byte[] key) {
        return named(List.of(server), key, false).value();
    }

    /**
     * Reads what this server's replica has, however old: the read is not linearizable, but a node that is cut off from the
     * chain answers it too. Not for many calls: each makes a connection.
     *
     * @throws UnavailableException if the server does not answer within the client's timeout
     */
    public StaleRead getStaleFrom(ServerAddress server, byte[] key) {
        return named(List.of(server), key, true);
    }

    /**
     * Like {@link #getStaleFrom}, but takes the answer of the first known server that gives one.
     *
     * @throws UnavailableException if none answers within the client's timeout
     */
    public StaleRead getStale(byte[] key) {
        return named(topology.servers(), key, true);
    }

    private StaleRead named(List<ServerAddress> servers, byte[] key, boolean stale) {
        RequestLimits.checkKey(key);
        Deadline deadline = Deadline.afterMillis(timeoutMillis);
        callAdmission.enter(deadline);
        try {
            return new NamedNodes(topology, threads).read(servers, key, stale, deadline);
        } finally {
            callAdmission.leave();
        }
    }

    /** The layout of chain 1, which each cluster has; it tells how many chains there are. See {@link #layout(int)}. */
    public Layout layout() {
        return layout(catenaConstants.DEFAULT_CHAIN);
    }

    /**
     * Asks the known servers for the layout of a chain, side by side, and takes the first answer. A layout of epoch 0, which
     * says that the chain has not been formed, is an answer too.
     *
     * @throws InvalidRequestException if the cluster has no such chain
     * @throws UnavailableException if none answered within the client's timeout
     */
    public Layout layout(int chain) {
        if (chain < 1) {
            throw new InvalidRequestException("chains are numbered from 1; there is no chain " + chain);
        }
        Deadline deadline = Deadline.afterMillis(timeoutMillis);
        callAdmission.enter(deadline);
        try {
            return layoutQuery.ask(chain, deadline);
        } finally {
            callAdmission.leave();
        }
    }

    /**
     * Asks one of the known servers, the first that answers, for the layouts of all chains, chain 1 first. They are asked for one
     * after the other, so they are of different moments.
     *
     * @throws UnavailableException if not all were told within the client's timeout
     */
    public List<Layout> layouts() {
        Deadline deadline = Deadline.afterMillis(timeoutMillis);
        callAdmission.enter(deadline);
        try {
            return layoutQuery.askAll(deadline);
        } finally {
            callAdmission.leave();
        }
    }

    private Function<Caller, ReadOperation> newRead(byte[] key, ReadOptions options) {
        RequestLimits.checkKey(key);
        RequestLimits.given("options", options);
        long millis = options.timeoutMillis() == 0 ? timeoutMillis : options.timeoutMillis();
        return caller -> new ReadOperation(caller, millis, key);
    }

    /**
     * Ends the calls that are under way within about 0.2 s and does not wait for that. Writes that have been sent end with
     * {@link OutcomeUnknownException}, all other calls with {@link UnavailableException}. So does each later call. Closing
     * twice does no harm.
     */
    @Override
    public void close() {
        callAdmission.close();
        writeQueues.close();
        readQueues.close();
        threads.close();
        access.close();
        room.letGo();
    }
}
